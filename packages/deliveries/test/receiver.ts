import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is closed without an answer. */
  readonly hangUp?: true;
}

/** A server that keeps what it gets, and answers what `reply` says. */
export async function startReceiver(reply: (received: Received) => Reply = () => ({}), host = '127.0.0.1') {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const one = { path: request.url ?? '', headers: request.headers, body };
    received.push(one);
    const { status = 200, text = 'thanks', headers = {}, hangUp } = reply(one);
    if (hangUp) request.socket.destroy();
    else response.writeHead(status, headers).end(text);
  }).listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    received,
    port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => server.close(),
  };
}
