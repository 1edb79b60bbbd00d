import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import type { Http } from './http.ts';

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
