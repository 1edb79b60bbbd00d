import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Passed {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/**
 * Passes requests on. When it is told to, the next answer to a POST is lost: the server has stored what came, and its sender
 * reads 503 and sends it again.
 */
export async function startUnreliableProxy(target: string) {
  const passed: Passed[] = [];
  let answersToLose = 0;
  let lost = 0;

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming;
    const upstream = send(`${target}${url}`, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        const isLost = method === 'POST' && answersToLose > 0 && answer.statusCode === 200;
        if (isLost) {
          answersToLose -= 1;
          lost += 1;
        }
        const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers;
        passed.push({ method, path: url, status: answer.statusCode ?? 0, body: body.toString() });
        outgoing.writeHead(isLost ? 503 : (answer.statusCode ?? 502), rest);
        outgoing.end(isLost ? '{}' : body);
      });
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  }

  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was asked and answered, oldest first. */
    passed,
    lost: () => lost,
    loseAnswers(count: number) {
      answersToLose = count;
      lost = 0;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
