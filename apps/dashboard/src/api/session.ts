import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import { ApiError, type Http } from './http.ts';

export type SignIn =
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly token: string }
  | { readonly link: string };

export async function readSession(http: Http, signal?: AbortSignal): Promise<DashboardSession> {
  return (await http.get<DashboardSession>('insights/session', {}, signal)).data;
}

export async function signIn(http: Http, credentials: SignIn): Promise<DashboardSession> {
  return (await http.send<DashboardSession>('POST', 'insights/session', credentials)).data;
}

export async function signOut(http: Http): Promise<void> {
  await http.send('DELETE', 'insights/session');
}

/** Asks who is signed in: with the link in the address where there is one, else with the session's cookie. */
export function createSessionQuery(http: Http) {
  let linkFailed = false;
  return {
    queryKey: ['session'],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<DashboardSession> => {
      const link = takeLink();
      if (link !== undefined) {
        try {
          return await signIn(http, { link });
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 401) throw error;
          linkFailed = true;
        }
      }
      return readSession(http, signal);
    },
    staleTime: Number.POSITIVE_INFINITY,
    /** Whether the address had a link that was used before. */
    hasLinkFailed: () => linkFailed,
  };
}

export type SessionQuery = ReturnType<typeof createSessionQuery>;

/** The token of a sign-in link, taken out of the address so that nobody copies it along. */
function takeLink(): string | undefined {
  const match = /^#token=([\w-]+)$/.exec(window.location.hash);
  if (match)
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return match?.[1];
}
