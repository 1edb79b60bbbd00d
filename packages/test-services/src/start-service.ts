import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { type RunningProcess, startProcess } from './process.ts';
import type { Service, ServiceOptions } from './service.ts';
import { countStart, type Started } from './starts.ts';

type Command = readonly [command: string, ...args: string[]];

export interface ServiceDefinition {
  readonly name: Started;
  /** Makes what the server needs in its directory, once per start. */
  prepare?(dir: string): Promise<void>;
  command(dir: string, port: number): Command | Promise<Command>;
  isReady(port: number): Promise<boolean>;
  url(port: number): string;
}

/** Starts a server as its definition says, in a directory and on a port of its own where none are given. */
export async function startService(definition: ServiceDefinition, options: ServiceOptions): Promise<Service> {
  const temporary =
    options.dir === undefined ? await mkdtemp(join(tmpdir(), `gatrix-${definition.name}-`)) : undefined;
  const dir = resolve(temporary ?? options.dir ?? '.');
  await mkdir(dir, { recursive: true });
  const port = options.port ?? (await freePort());
  const start = async () => {
    await definition.prepare?.(dir);
    const [command, ...args] = await definition.command(dir, port);
    countStart(definition.name);
    return await startProcess({
      name: definition.name,
      command,
      args,
      logFile: join(dir, 'server.log'),
      temporary,
      isReady: () => definition.isReady(port),
    });
  };
  const remove = async () => {
    if (temporary) await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  let running: RunningProcess;
  try {
    running = await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: definition.url(port),
    port,
    get pid() {
      return running.pid;
    },
    get hasEnded() {
      return running.hasEnded();
    },
    async stop() {
      await running.end('SIGTERM');
      await remove();
    },
    kill: () => running.end('SIGKILL'),
    async restart() {
      await running.end('SIGTERM');
      running = await start();
    },
  };
}
