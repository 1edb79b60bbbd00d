import { connect, createServer, type Socket } from 'node:net';
import { listen } from './listen.ts';

export interface TcpProxy {
  readonly port: number;
  /**
   * Calls `strike` as soon as the text goes by on its way to the server, which gets nothing of it: the connection
   * is held from then on.
   */
  onceSent(text: string, strike: () => void): void;
  /** Cuts every connection there is; new ones are taken. What was on its way, either way, is lost. */
  cut(): void;
  close(): Promise<void>;
}

/** Passes bytes to a port of this machine. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let trap: { readonly text: string; readonly strike: () => void } | undefined;
  const server = createServer((incoming) => {
    const outgoing = connect(targetPort, '127.0.0.1');
    const pair = [incoming, outgoing] as const;
    const end = () => {
      for (const socket of pair) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of pair) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end).on('close', end);
    }
    incoming.on('data', (bytes) => {
      if (trap && bytes.includes(trap.text)) {
        const { strike } = trap;
        trap = undefined;
        incoming.pause();
        strike();
        return;
      }
      if (!outgoing.write(bytes)) {
        incoming.pause();
        outgoing.once('drain', () => incoming.resume());
      }
    });
    incoming.on('end', () => outgoing.end());
    outgoing.pipe(incoming);
  });
  const port = await listen(server);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    onceSent(text, strike) {
      trap = { text, strike };
    },
    cut,
    async close() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
