import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Linux gives outgoing connections ports from 32,768 on, macOS from 49,152 on. */
const [lowest, highest] = [20_000, 32_000];

/** A port of 127.0.0.1 that nothing listens on, and that no outgoing connection is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
