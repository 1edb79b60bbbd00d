import type { TestServer } from './server.ts';

/** Asks the management of the server's project as its root client; resolves with the data. */
export async function manage<Data>(
  { url, credentials }: TestServer,
  path: string,
  method = 'GET',
  body?: object,
): Promise<Data> {
  const { id, secret } = credentials.root;
  const response = await fetch(`${url}/manage/projects/${credentials.projectId}${path && `/${path}`}`, {
    method,
    headers: {
      'openpanel-client-id': id,
      'openpanel-client-secret': secret,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()).data;
}
