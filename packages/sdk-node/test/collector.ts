import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly batch: readonly { readonly type: string; readonly payload: Record<string, unknown> }[];
}

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that answers what `script` says to the request of this number, from 0 on; `undefined` is no answer at all. */
export async function startCollector(
  script: (request: number) => Reply | undefined = () => ({ status: 200 }),
) {
  const requests: Sent[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const text = `${request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw}`;
    requests.push({ headers: request.headers, batch: text === '' ? [] : JSON.parse(text).batch });
    const reply = script(requests.length - 1);
    if (reply)
      response
        .writeHead(reply.status, reply.headers)
        .end(reply.body ?? `{"success":${reply.status === 200}}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    names: () => requests.flatMap(({ batch }) => batch.map(({ payload }) => payload.name)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
