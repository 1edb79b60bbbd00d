import type { Http } from './http.ts';

export type ClientType = 'write' | 'read' | 'root';

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly type: ClientType;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** The secret is shown once: the server keeps only its hash. */
export interface ClientWithSecret extends Client {
  readonly secret: string;
}

export async function listClients(http: Http, projectId: string, signal?: AbortSignal): Promise<Client[]> {
  return (await http.get<Client[]>(`manage/projects/${encodeURIComponent(projectId)}/clients`, {}, signal))
    .data;
}

export async function createClient(
  http: Http,
  projectId: string,
  client: { readonly name: string; readonly type: ClientType },
): Promise<ClientWithSecret> {
  const path = `manage/projects/${encodeURIComponent(projectId)}/clients`;
  return (await http.send<ClientWithSecret>('POST', path, client)).data;
}

export async function rotateSecret(http: Http, clientId: string): Promise<ClientWithSecret> {
  return (await http.send<ClientWithSecret>('POST', `manage/clients/${encodeURIComponent(clientId)}/rotate`))
    .data;
}

export async function revokeClient(http: Http, clientId: string): Promise<Client> {
  return (await http.send<Client>('POST', `manage/clients/${encodeURIComponent(clientId)}/revoke`)).data;
}
