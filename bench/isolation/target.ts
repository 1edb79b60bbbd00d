import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { daysToSeal, sealDays } from '@gatrix/analytics-clickhouse-schema';
import { freePort } from '@gatrix/analytics-free-port';
import { endWithThisProcess } from '@gatrix/analytics-test-services';
import { generateEvents } from '../generate-events.ts';

interface Client {
  readonly id: string;
  readonly secret: string;
}

/** A server, and who may ask it. */
export interface Target {
  readonly url: string;
  readonly projectId: string;
  readonly write: Client;
  readonly read: Client;
  readonly root: Client;
}

export interface Server extends Target {
  /** Seconds of CPU since its start. */
  cpuSeconds(): number;
  resources(): { readonly residentMb: number; readonly openFiles: number; readonly parts: number };
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../../apps/standalone/dist/main.js', import.meta.url));

/** The built stand-alone server on a data directory that has as many events of the last sixty days; made where there is none. */
export async function startServer(dataDir: string, events: number): Promise<Server> {
  const isThere = existsSync(join(dataDir, 'credentials.json'));
  const first = await start(dataDir);
  if (isThere) return first;
  await first.stop();
  const engine = await createEmbeddedClickHouse({ path: join(dataDir, 'clickhouse') });
  const target = { clickhouse: engine.client, database: 'analytics' };
  const now = Date.now();
  await generateEvents({ ...target, projectId: first.projectId, events, days: 60, end: now });
  for (const portion of await daysToSeal(target, { projectId: first.projectId, now }))
    await sealDays(target, portion, now);
  await engine.close();
  return start(dataDir);
}

async function start(dataDir: string): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main], {
    env: { UV_THREADPOOL_SIZE: '16', ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  endWithThisProcess(child);
  const exited = once(child, 'exit');
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await delay(50);
  }
  return {
    ...JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8')),
    url,
    cpuSeconds: () => cpuSecondsOf(child),
    resources: () => resourcesOf(child, dataDir),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function resourcesOf({ pid }: ChildProcess, dataDir: string) {
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    residentMb: Math.round(Number(resident) / 1_024),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    parts: partsIn(join(dataDir, 'clickhouse/store')),
  };
}

/** Directories of parts, in all tables; those that wait to be removed among them. */
function partsIn(store: string): number {
  let parts = 0;
  for (const prefix of readdirSync(store))
    for (const table of readdirSync(join(store, prefix)))
      parts += namesIn(join(store, prefix, table)).filter((name) => /_\d+_\d+_\d+/.test(name)).length;
  return parts;
}

/** None of a table that was dropped meanwhile. */
function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}
