import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { coordinatorVariable } from './config.ts';

/** What a test run starts that takes seconds or hundreds of megabytes, and how one and several of it are called. */
const kinds = {
  'clickhouse-server': ['ClickHouse server', 'ClickHouse servers'],
  engine: ['engine in a process', 'engines in processes'],
  'redis-server': ['Redis', 'Redis'],
  mariadbd: ['MariaDB', 'MariaDB'],
  browser: ['shared browser', 'shared browsers'],
  'own-browser': ['browser of a test’s own', 'browsers of tests’ own'],
  app: ['app', 'apps'],
  page: ['page build', 'page builds'],
  sdk: ['SDK build', 'SDK builds'],
} as const satisfies Readonly<Record<string, readonly [one: string, several: string]>>;
export type Started = keyof typeof kinds;

/** Counts one for the line at the end of the run; outside a run it counts nothing. */
export function countStart(kind: Started): void {
  const coordinator = process.env[coordinatorVariable];
  if (coordinator) appendFileSync(startsFile(coordinator), `${kind}\n`);
}

/** `started: 2 ClickHouse servers, 1 shared browser`, of the run with that coordinator. */
export function describeStarts(coordinator: string): string {
  const file = startsFile(coordinator);
  const started = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const counted = Object.entries(kinds).flatMap(([kind, [one, several]]) => {
    const count = started.filter((line) => line === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  return `started: ${counted.join(', ') || 'nothing'}`;
}

/** Beside the coordinator's socket; lines that processes append at once do not mix. */
function startsFile(coordinator: string): string {
  return `${coordinator}.starts`;
}
