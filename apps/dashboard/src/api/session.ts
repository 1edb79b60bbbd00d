import type { DashboardSession, WaysToSignIn } from '@gatrix/analytics-protocol/insights';
import { ApiError, type Http } from './http.ts';

export type SignIn =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly token: string }
  | { readonly link: string }
  | { readonly name: string; readonly password: string };

export type SignInProblem =
  | 'session.linkUsed'
  | `session.provider.${'denied' | 'unreachable' | 'expired' | 'failed'}`;

export async function readSession(http: Http, signal?: AbortSignal): Promise<DashboardSession> {
  return (await http.get<DashboardSession>('insights/session', {}, signal)).data;
}

export async function signIn(http: Http, credentials: SignIn): Promise<DashboardSession> {
  return (await http.send<DashboardSession>('POST', 'insights/session', credentials)).data;
}

/** How people can sign in here. */
export function waysQuery(http: Http) {
  return {
    queryKey: ['ways'],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
      (await http.get<WaysToSignIn>('insights/session/ways', {}, signal)).data,
    staleTime: 60_000,
  };
}

/** An account that joins by an invitation, or owns the project of the root client that asks; and signs it in. */
export async function makeAccount(
  http: Http,
  account: { readonly name: string; readonly password: string; readonly invitation?: string },
): Promise<DashboardSession> {
  return (await http.send<DashboardSession>('POST', 'insights/accounts', account)).data;
}

export async function signOut(http: Http): Promise<void> {
  await http.send('DELETE', 'insights/session');
}

/** Asks who is signed in: with the link in the address where there is one, else with the session's cookie. */
export function createSessionQuery(http: Http) {
  let problem: SignInProblem | undefined = takeProblem();
  return {
    queryKey: ['session'],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<DashboardSession> => {
      const link = takeLink();
      if (link !== undefined) {
        try {
          return await signIn(http, { link });
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 401) throw error;
          problem = 'session.linkUsed';
        }
      }
      return readSession(http, signal);
    },
    staleTime: Number.POSITIVE_INFINITY,
    /** Why the way in that the address names did not work. */
    problem: () => problem,
  };
}

export type SessionQuery = ReturnType<typeof createSessionQuery>;

const providerProblems = ['denied', 'unreachable', 'expired', 'failed'] as const;

/** What the server says of a sign-in at the provider that did not end well. */
function takeProblem(): SignInProblem | undefined {
  const [, said] = /^#sign-in=(\w+)$/.exec(window.location.hash) ?? [];
  const problem = providerProblems.find((one) => one === said);
  if (problem === undefined) return undefined;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return `session.provider.${problem}`;
}

/** The token of a sign-in link, taken out of the address so that nobody copies it along. */
function takeLink(): string | undefined {
  const match = /^#token=([\w-]+)$/.exec(window.location.hash);
  if (match)
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return match?.[1];
}
