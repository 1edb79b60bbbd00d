import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface TcpGate {
  readonly port: number;
  /** Cuts what is open and refuses what comes. */
  refuse(): void;
  /** Neither answers nor refuses. */
  hang(): void;
  open(): void;
  close(): Promise<void>;
}

/** A way to a server that can be shut: outages without stopping the server. */
export async function openTcpGate(host: string, port: number): Promise<TcpGate> {
  let state: 'open' | 'refuse' | 'hang' = 'open';
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const server = createServer((incoming) => {
    track(incoming);
    if (state === 'refuse') return void incoming.destroy();
    const outgoing = connect(port, host);
    track(outgoing);
    const pass = (from: Socket, to: Socket) => {
      from.on('data', (chunk) => {
        if (state !== 'hang') to.write(chunk);
      });
      from.on('close', () => to.destroy());
    };
    pass(incoming, outgoing);
    pass(outgoing, incoming);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    refuse: () => {
      state = 'refuse';
      cut();
    },
    hang: () => {
      state = 'hang';
    },
    open: () => {
      // What hung has lost bytes, so it cannot go on.
      if (state === 'hang') cut();
      state = 'open';
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
