import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDiskQueue } from '../src/disk.ts';
import { createAnalytics } from '../src/index.ts';
import { startCollector } from './collector.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'disk-queue-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const files = () => readdirSync(directory).sort();
const host = hostname().replace(/[^\w-]/g, '_');
/** No process has this number: the largest that Linux gives is 4,194,304. */
const deadPid = 9_999_999;
const line = (name: string) => `${JSON.stringify({ type: 'track', payload: { name } })}\n`;
const left = (name: string, text: string) => writeFileSync(join(directory, name), text);
const adopted = (queue: ReturnType<typeof createDiskQueue>) =>
  queue.adopt().map(({ json }) => JSON.parse(json).payload.name);

test('a message is in a file when `store` returns, and the file goes when all of it is settled', () => {
  const queue = createDiskQueue({ directory });
  const first = queue.store('{"a":"가"}');
  const second = queue.store('{"b":1}');
  expect(files().map((file) => readFileSync(join(directory, file), 'utf8'))).toEqual([
    '{"a":"가"}\n{"b":1}\n',
  ]);
  first?.settle();
  expect(files().length).toBe(1);
  second?.settle();
  expect(files()).toEqual([]);
  queue.store('{"c":1}');
  expect(files().length).toBe(1);
  queue.close();
});

test('what a dead process left is taken over in order, without the line that it was writing', () => {
  left(`${host}.${deadPid}.x.000000.ndjson`, line('a') + line('b'));
  left(`${host}.${deadPid}.x.000001.ndjson`, `${line('c')}{"type":"track","payl`);
  left(`${host}.${deadPid}.x.000002.ndjson`, '{"torn');
  left('readme.txt', 'not ours');
  const queue = createDiskQueue({ directory });
  expect([adopted(queue), adopted(queue), adopted(queue)]).toEqual([['a', 'b'], ['c'], []]);
  expect(files().length).toBe(3);
  queue.close();
});

test('files of a living process, of another queue of this one, and of another machine are left alone', () => {
  left(`${host}.${process.ppid}.x.000000.ndjson`, line('living'));
  left('elsewhere.1.x.000000.ndjson', line('elsewhere'));
  const other = createDiskQueue({ directory });
  other.store(line('other').trim());
  const queue = createDiskQueue({ directory });
  expect(queue.adopt()).toEqual([]);
  other.close();
  queue.close();
  const minutesAgo = new Date(Date.now() - 120_000);
  utimesSync(join(directory, 'elsewhere.1.x.000000.ndjson'), minutesAgo, minutesAgo);
  const next = createDiskQueue({ directory });
  expect([adopted(next), adopted(next), adopted(next)].flat().sort()).toEqual(['elsewhere', 'other']);
  next.close();
});

test('files are looked for, and taken over, also when the clock has gone back an hour', () => {
  const queue = createDiskQueue({ directory });
  expect(queue.adopt()).toEqual([]);
  left('elsewhere.1.x.000000.ndjson', line('before the step'));
  const [now, later] = [Date.now(), performance.now() + 60_000];
  const clocks = [
    vi.spyOn(Date, 'now').mockReturnValue(now - 3_600_000),
    vi.spyOn(performance, 'now').mockReturnValue(later),
  ];
  expect(adopted(queue)).toEqual(['before the step']);
  for (const clock of clocks) clock.mockRestore();
  queue.close();
});

test('no more than `maxBytes` lies in the directory, whoever wrote it', () => {
  left('elsewhere.1.x.000000.ndjson', 'x'.repeat(900));
  const queue = createDiskQueue({ directory, maxBytes: 1_000 });
  const stored = queue.store('x'.repeat(80));
  expect(stored).toBeDefined();
  expect(queue.store('x'.repeat(80))).toBeUndefined();
  stored?.settle();
  expect(queue.store('x'.repeat(80))).toBeDefined();
  queue.close();
});

test('what shutdown could not deliver is delivered by the next client, with the same ids', async () => {
  const options = { clientId: 'c', clientSecret: 's', handleExit: false, onError: () => undefined };
  const drops: string[] = [];
  const away = createAnalytics({
    ...options,
    apiUrl: 'http://127.0.0.1:1',
    storage: createDiskQueue({ directory }),
    onDrop: (_, reason) => drops.push(reason),
  });
  for (let n = 0; n < 1_500; n++) away.track(`event ${n}`);
  expect(await away.shutdown(50)).toBe(1_500);
  expect(drops).toEqual([]);
  const ids = files().flatMap((file) => readFileSync(join(directory, file), 'utf8').match(/"id":"[^"]+"/g));

  const collector = await startCollector();
  const back = createAnalytics({
    ...options,
    apiUrl: collector.url,
    storage: createDiskQueue({ directory }),
  });
  await expect.poll(() => collector.names().length).toBe(1_500);
  expect(await back.shutdown()).toBe(0);
  await collector.close();
  expect(collector.names()).toEqual(Array.from({ length: 1_500 }, (_, n) => `event ${n}`));
  const arrived = collector.requests.flatMap(({ batch }) =>
    batch.map(({ payload }) => `"id":"${payload.id}"`),
  );
  expect(arrived).toEqual(ids);
  expect(files()).toEqual([]);
});
