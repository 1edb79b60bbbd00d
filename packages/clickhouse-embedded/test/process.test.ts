import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterEach, beforeEach, expect, test } from 'vitest';

let path: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'gatrix-embedded-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => kill(child, 'SIGKILL')));
  await rm(path, { recursive: true });
});

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function launch(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function start(env: Record<string, string> = {}): Promise<{ child: ChildProcess; url: string }> {
  const child = launch(['--path', path, '--port', '0'], env);
  if (!child.stdout) throw new Error('no output');
  const [url] = await once(createInterface(child.stdout), 'line');
  return { child, url: String(url) };
}

async function failure(...args: string[]): Promise<{ code: unknown; said: string }> {
  const child = launch(args);
  if (!child.stderr) throw new Error('no output');
  const [[code], said] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  return { code, said };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
  return child.exitCode;
}

async function ask(url: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', body });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer.trim();
}

test('starts in UTC whatever the time zone of the environment, also one that only POSIX knows', async () => {
  const { url } = await start({ TZ: 'KST-9' });
  expect(await ask(url, 'SELECT timezone(), toString(toDateTime(0))')).toBe('UTC\t1970-01-01 00:00:00');
});

test('SIGTERM ends it in good order, also while a query runs, and the data is there afterwards', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a');
  await ask(first.url, 'INSERT INTO t VALUES (1), (2)');
  const slow = ask(
    first.url,
    'SELECT count() FROM numbers(20000000000) WHERE sipHash64(number) % 7 = 0',
  ).catch(() => {});
  expect(await kill(first.child, 'SIGTERM')).toBe(0);
  await slow;
  const second = await start();
  expect(await ask(second.url, 'SELECT sum(a) FROM t')).toBe('3');
});

test('a second process on the directory says that it is used', async () => {
  const { child } = await start();
  const { code, said } = await failure('--path', path, '--port', '0');
  expect(code).toBe(1);
  expect(said).toContain(`the data directory ${path} is used by another process (pid ${child.pid})`);
});

test('a port that is taken is an error, and leaves the directory free', async () => {
  const taken = await start();
  const other = await mkdtemp(join(tmpdir(), 'gatrix-embedded-'));
  const { code, said } = await failure('--path', other, '--port', new URL(taken.url).port);
  expect(code).toBe(1);
  expect(said).toContain('EADDRINUSE');
  await rm(other, { recursive: true });
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
  expect(await ask(next.url, 'SELECT 1')).toBe('1');
});

test('kill -9 in the midst of inserts loses nothing that was acknowledged, and does not lock the directory', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a');
  const client = createClient({ url: first.url, log: { level: ClickHouseLogLevel.OFF } });
  const acknowledged: number[] = [];
  const killed = once(first.child, 'exit');
  const writers = [0, 1, 2].map(async (writer) => {
    for (let batch = 0; ; batch += 1) {
      const a = writer * 1_000_000 + batch;
      await client.insert({
        table: 't',
        values: Array.from({ length: 100 }, () => ({ a })),
        format: 'JSONEachRow',
      });
      acknowledged.push(a);
      if (acknowledged.length === 60) first.child.kill('SIGKILL');
    }
  });
  await Promise.allSettled(writers);
  await killed;
  await client.close();

  const second = await start();
  const stored = await ask(
    second.url,
    'SELECT a, count() FROM t GROUP BY a ORDER BY a FORMAT JSONCompactEachRow',
  );
  const counts = new Map(
    stored.split('\n').map((line): [number, number] => JSON.parse(line.replaceAll('"', ''))),
  );
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  expect(acknowledged.filter((a) => counts.get(a) !== 100)).toEqual([]);
  expect([...counts.values()].filter((count) => count !== 100)).toEqual([]);
  expect(await readdir(join(path, '.uploads'))).toEqual([]);
});

test('an export of ten million rows does not pile up in memory', async () => {
  const { child, url } = await start();
  const response = await fetch(url, {
    method: 'POST',
    body: "SELECT number, toString(sipHash64(number)) AS s, 'a constant text' AS c FROM numbers(10000000) FORMAT CSV",
  });
  let bytes = 0;
  let peak = 0;
  const rss = async () =>
    Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  let next = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes < next) continue;
    peak = Math.max(peak, await rss());
    next += 20_000_000;
  }
  expect(bytes).toBeGreaterThan(450_000_000);
  expect(peak).toBeLessThan(500);
});
