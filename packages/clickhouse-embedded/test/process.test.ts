import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let path: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'gatrix-embedded-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child, () => child.kill('SIGKILL'));
  await rm(path, { recursive: true });
});

const program = fileURLToPath(new URL('engine-process.ts', import.meta.url));

// Started here, since `packages/test-services` depends on this package, and this program is asked by messages.
function launch(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, path], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  children.push(child);
  return child;
}

interface Answer {
  readonly id: number;
  readonly text?: string;
  readonly error?: string;
}

/** The engine in a process of its own. */
async function start(env: Record<string, string> = {}) {
  const child = launch(env);
  const waiting = new Map<number, (answer: Answer) => void>();
  const opened = new Promise<Answer>((resolve) => waiting.set(0, resolve));
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  await opened;
  const gone = new Promise<Answer>((resolve) => {
    child.once('exit', () => resolve({ id: 0, error: 'the process has ended' }));
  });
  let id = 0;
  const send = async (query: string, values?: readonly object[]): Promise<string> => {
    id += 1;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    child.send({ id, query, values });
    const answer = await Promise.race([answered, gone]);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.text ?? '';
  };
  return { child, ask: (query: string) => send(query), insert: send };
}

async function end(child: ChildProcess, stop: () => unknown): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    stop();
    await exit;
  }
  return child.exitCode;
}

test('starts in UTC whatever the time zone of the environment, also one that only POSIX knows', async () => {
  const { ask } = await start({ TZ: 'KST-9' });
  expect(await ask('SELECT timezone(), toString(toDateTime(0))')).toBe('UTC\t1970-01-01 00:00:00');
});

test('closing it while a query runs ends in good order, and the data is there afterwards', async () => {
  const first = await start();
  await first.ask('CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a');
  await first.ask('INSERT INTO t SELECT arrayJoin([1, 2])');
  const slow = first
    .ask('SELECT count() FROM numbers(20000000000) WHERE sipHash64(number) % 7 = 0')
    .catch(() => undefined);
  expect(await end(first.child, () => first.child.disconnect())).toBe(0);
  await slow;
  const second = await start();
  expect(await second.ask('SELECT sum(a) FROM t')).toBe('3');
});

test('a second process on the directory says that it is used', async () => {
  const { child } = await start();
  const other = launch();
  const [[code], said] = await Promise.all([once(other, 'exit'), text(other.stderr as Readable)]);
  expect(code).not.toBe(0);
  expect(said).toContain(`the data directory ${path} is used by another process (pid ${child.pid})`);
});

test('an exit while a query runs does not wait for it', async () => {
  const client = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const program = `
    const { createEmbeddedClickHouse } = await import(${client});
    const { client } = await createEmbeddedClickHouse({ path: ${JSON.stringify(path)} });
    void client.query({ query: 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) % 7 = 0' });
    setTimeout(() => process.exit(1), 500);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  const [code, signal] = await once(child, 'exit');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  const next = await start();
  expect(await next.ask('SELECT 1')).toBe('1');
});

test('kill -9 in the midst of inserts loses nothing that was acknowledged, and does not lock the directory', async () => {
  const first = await start();
  await first.ask('CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a');
  const acknowledged: number[] = [];
  const writers = [0, 1, 2].map(async (writer) => {
    for (let batch = 0; ; batch += 1) {
      const a = writer * 1_000_000 + batch;
      await first.insert(
        't',
        Array.from({ length: 100 }, () => ({ a })),
      );
      acknowledged.push(a);
      if (acknowledged.length === 60) first.child.kill('SIGKILL');
    }
  });
  await Promise.allSettled(writers);
  await end(first.child, () => undefined);

  const second = await start();
  const stored = await second.ask('SELECT a, count() FROM t GROUP BY a ORDER BY a FORMAT JSONCompactEachRow');
  const counts = new Map(
    stored.split('\n').map((line): [number, number] => JSON.parse(line.replaceAll('"', ''))),
  );
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  expect(acknowledged.filter((a) => counts.get(a) !== 100)).toEqual([]);
  expect([...counts.values()].filter((count) => count !== 100)).toEqual([]);
  expect(await readdir(join(path, '.uploads'))).toEqual([]);
});
