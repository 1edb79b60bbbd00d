import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Allotment, type Resource, resources, type TestServers } from './test-servers.ts';

export interface Coordinator {
  /** The path of its socket. */
  readonly address: string;
  close(): Promise<void>;
}

/** Lets the processes of a test run share servers: each names a resource on a Unix socket and reads its allotment. */
export async function startCoordinator(servers: TestServers): Promise<Coordinator> {
  const directory = await mkdtemp(join(tmpdir(), 'gatrix-test-'));
  const address = join(directory, 'services.sock');
  const server = createServer((socket) => {
    socket.once('data', (asked) => void serve(servers, socket, asked.toString()));
    // An asker that has been killed.
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return {
    address,
    async close() {
      server.close();
      await servers.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Asks the coordinator at `address`, in whatever process. */
export async function askCoordinator(address: string, resource: Resource): Promise<Allotment> {
  const socket = connect(address);
  socket.write(resource);
  const answer: unknown = JSON.parse(await text(socket));
  if (isAllotment(answer)) return answer;
  throw new Error(`${resource} for tests: ${JSON.stringify(answer)}`);
}

async function serve(servers: TestServers, socket: Socket, asked: string): Promise<void> {
  try {
    const resource = resources.find((name) => name === asked);
    if (!resource) throw new Error(`no such resource: ${asked}`);
    socket.end(JSON.stringify(await servers.allot(resource)));
  } catch (error) {
    socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  }
}

function isAllotment(value: unknown): value is Allotment {
  return typeof value === 'object' && value !== null && 'url' in value && 'name' in value;
}
