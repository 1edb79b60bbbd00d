import { randomUUID } from 'node:crypto';
import { createRowNotes, erasePerson, writeProfiles } from '@gatrix/analytics-clickhouse-schema';
import { messageForm } from '@gatrix/analytics-queue';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PipelineDeps, StoredBatch } from '../src/pipeline-types.ts';
import { createWorkerMetrics } from '../src/worker-metrics.ts';
import { chunkOf, increment, rowsOf, track } from './fixtures.ts';
import { createTestPipeline } from './pipeline-of.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
});

type Overrides = Partial<
  Pick<PipelineDeps, 'batchTimeoutMs' | 'maxChunks'> &
    Pick<PipelineDeps, 'onStored' | 'observer' | 'logger' | 'rowNotes'>
>;

const pipelineOf = (overrides: Overrides = {}) => createTestPipeline(engine, overrides);

test('a processed chunk is stored when process resolves, with its session', async () => {
  const { pipeline } = pipelineOf();
  await pipeline.process(chunkOf('p1', [track('screen_view'), track('level_up')]));
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT name, path, browser, device, properties_number['level'] AS level FROM ${engine.database}.events WHERE project_id = 'p1' ORDER BY name`,
    ),
  ).toEqual([
    { name: 'level_up', path: '/shop', browser: 'Chrome', device: 'desktop', level: 3 },
    { name: 'screen_view', path: '/shop', browser: 'Chrome', device: 'desktop', level: 3 },
  ]);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT session_id, page_views AS views, other_events AS others FROM ${engine.database}.sessions WHERE project_id = 'p1'`,
    ),
  ).toEqual([{ session_id: 's1', views: 1, others: 1 }]);
});

test('the same id is stored once: in one chunk, in two, in two at once', async () => {
  const { pipeline } = pipelineOf();
  const message = track('purchase');
  await Promise.all([
    pipeline.process(chunkOf('p2', [message, message])),
    pipeline.process(chunkOf('p2', [message])),
  ]);
  await pipeline.process(chunkOf('p2', [message, track('other')]));
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT name, count() AS n FROM ${engine.database}.events WHERE project_id = 'p2' GROUP BY name ORDER BY name`,
    ),
  ).toEqual([
    { name: 'other', n: 1 },
    { name: 'purchase', n: 1 },
  ]);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT kind, sum(count) AS n FROM ${engine.database}.ingest_counters WHERE project_id = 'p2' GROUP BY kind ORDER BY kind`,
    ),
  ).toEqual([
    { kind: 'accepted', n: 2 },
    { kind: 'duplicate', n: 3 },
  ]);
});

test('a copy older than the memory of claims is found in ClickHouse', async () => {
  const old = Date.now() - 40 * 86_400_000;
  const message = track('imported', { timestamp: old });
  await pipelineOf().pipeline.process(chunkOf('p3', [message]));
  // Another process, which remembers nothing; the copy's clock differs a little.
  await pipelineOf().pipeline.process(chunkOf('p3', [{ ...message, timestamp: old + 300 }]));
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT count() AS n FROM ${engine.database}.events WHERE project_id = 'p3'`,
    ),
  ).toEqual([{ n: 1 }]);
});

test('a copy whose id says where it is not is found under another name, at another time', async () => {
  const message = { ...track('purchase', { timestamp: Date.now() - 40 * 86_400_000 }), toldAt: 0 };
  await pipelineOf().pipeline.process(chunkOf('told', [message]));
  const copy = { ...track('$purchase', { id: message.id }), toldAt: 0 };
  await pipelineOf().pipeline.process(chunkOf('told', [copy, track('other')]));
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT name FROM ${engine.database}.events WHERE project_id = 'told' ORDER BY name`,
    ),
  ).toEqual([{ name: 'other' }, { name: 'purchase' }]);
});

test.each([
  ['a time that is none', { timestamp: 'yesterday' }],
  ['an id that is none', { id: 'x' }],
  ['a device that is no text', { deviceId: { $ne: '' } }],
  ['no message', { message: undefined }],
])('a chunk that was damaged after it was checked loses only that message: %s', async (_, damage) => {
  const projectId = randomUUID();
  const { pipeline, deadLetters } = pipelineOf();
  const damaged = { ...track('x'), ...damage } as never;
  const chunk = { ...chunkOf(projectId, [track('good'), damaged, track('good')]), checkedAs: messageForm };
  await pipeline.process(chunk);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT name, count() AS n FROM ${engine.database}.events WHERE project_id = '${projectId}' GROUP BY name`,
    ),
  ).toEqual([{ name: 'good', n: 2 }]);
  expect(await deadLetters.count()).toBe(1);
});

test('a poisoned message goes to the dead letters alone', async () => {
  const { pipeline, deadLetters } = pipelineOf();
  const poison = { ...track('x'), timestamp: 'yesterday' } as never;
  await pipeline.process(chunkOf('p4', [track('good'), poison, track('good')]));
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT count() AS n FROM ${engine.database}.events WHERE project_id = 'p4'`,
    ),
  ).toEqual([{ n: 2 }]);
  expect(await deadLetters.list()).toEqual([
    expect.objectContaining({ reason: expect.stringContaining('timestamp') }),
  ]);
});

const long = { message: { type: 'track', payload: { name: 'x', properties: { text: 'x'.repeat(10_000) } } } };

test.each([
  ['an event', { message: { type: 'track', payload: { name: 5 } } }],
  ['an event whose time its column cannot hold, and a value of which is cut', { ...long, timestamp: 1e15 }],
  ['a robot', { botName: 'Bot', message: { type: 'track', payload: { name: 5 } } }],
  [
    'a property that is no text',
    { message: { type: 'increment', payload: { profileId: 'ann', property: 5, value: 1 } } },
  ],
  ['a message of no kind', { message: { payload: { profileId: 'ann' } } }],
  ['a profile change', { message: { type: 'identify', payload: { profileId: 'ann', traits: null } } }],
  [
    'a group',
    { message: { type: 'group', payload: { groupId: 'g', type: 't', name: '', properties: null } } },
  ],
])(
  'a message of which no row can be made goes to the dead letters alone, and its batch counts as stored at once: %s',
  async (_, damage) => {
    const projectId = randomUUID();
    const target = { clickhouse: engine.clickhouse, database: engine.database };
    const notedRows = () =>
      rowsOf<{ table_name: string; n: number }>(
        engine.clickhouse,
        `SELECT table_name, sum(rows) AS n FROM ${engine.database}.stored_rows GROUP BY table_name`,
      );
    await engine.clickhouse.command({ query: `TRUNCATE TABLE ${engine.database}.stored_rows` });
    const rowNotes = createRowNotes(target, (error) => {
      throw error;
    });
    const lines: { level: string; msg: string }[] = [];
    const logger = createLogger({
      name: 'test',
      destination: { write: (line) => void lines.push(JSON.parse(line)) },
    });
    const batches: StoredBatch[] = [];
    const onStored = (batch: StoredBatch) => void batches.push(batch);
    const queueState = async () => ({
      waiting: 0,
      active: 0,
      delayed: 0,
      messages: 0,
      oldestWaitingAt: undefined,
    });
    const metrics = createWorkerMetrics({ queueState, deadLetters: async () => 0, now: Date.now });
    const { pipeline, deadLetters } = pipelineOf({ rowNotes, logger, onStored, observer: metrics.observer });
    const damaged = { ...track('x'), ...damage } as never;
    const chunk = chunkOf(projectId, [track('good'), damaged, track('good'), track('good')]);
    await pipeline.process({ ...chunk, checkedAs: messageForm });
    await rowNotes.close();

    expect(
      await rowsOf(
        engine.clickhouse,
        `SELECT name, count() AS n FROM ${engine.database}.events WHERE project_id = '${projectId}' GROUP BY name`,
      ),
    ).toEqual([{ name: 'good', n: 3 }]);
    expect(
      await rowsOf(
        engine.clickhouse,
        `SELECT kind, sum(count) AS n FROM ${engine.database}.ingest_counters WHERE project_id = '${projectId}' GROUP BY kind`,
      ),
    ).toEqual([{ kind: 'accepted', n: 3 }]);
    expect(await notedRows()).toEqual([{ table_name: 'events', n: 3 }]);
    const text = await metrics.text();
    expect(text).toContain('rows_stored_total{table="events"} 3');
    expect(text).toContain('values_truncated_total 0');
    expect(
      batches.map(({ isInterrupted, messages }) => [isInterrupted, Object.values(messages).flat().length]),
    ).toEqual([[false, 3]]);
    expect(await deadLetters.list()).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^poison: /) }),
    ]);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'a message can never be stored; it goes to the dead letters'],
    ]);
  },
);

test('profile changes count once each, in the order of their times', async () => {
  const { pipeline } = pipelineOf();
  const t = Date.now();
  const twice = increment('u1', 'coins', 5, { timestamp: t + 1 });
  await pipeline.process(
    chunkOf('p5', [
      twice,
      increment('u1', 'coins', 0.1, { timestamp: t + 2 }),
      increment('u1', 'coins', 0.2, { timestamp: t + 3 }),
    ]),
  );
  await pipeline.process(chunkOf('p5', [twice]));
  const identify = {
    ...increment('u1', '', 1, { timestamp: t }),
    message: {
      type: 'identify' as const,
      payload: {
        id: undefined,
        timestamp: undefined,
        profileId: 'u1',
        deviceId: undefined,
        traits: { coins: 10, email: 'a@b.c', plan: { name: 'pro' } },
      },
    },
  };
  await pipeline.process(chunkOf('p5', [{ ...identify, id: randomUUID() }]));
  await writeProfiles({ clickhouse: engine.clickhouse, database: engine.database }, 'p5', ['u1']);
  const [profile] = await rowsOf<{ properties: string; email: string }>(
    engine.clickhouse,
    `SELECT email, properties FROM ${engine.database}.profiles FINAL WHERE project_id = 'p5'`,
  );
  expect(profile?.email).toBe('a@b.c');
  expect(JSON.parse(profile?.properties ?? '')).toEqual({ coins: 15.3, 'plan.name': 'pro' });
});

test('a person who was erased is not made again by a fold that waited', async () => {
  const { pipeline } = pipelineOf();
  await pipeline.process(chunkOf('p6', [increment('u1', 'coins', 5), increment('u2', 'coins', 5)]));
  const target = { clickhouse: engine.clickhouse, database: engine.database };
  await erasePerson(target, 'p6', 'u1');
  await writeProfiles(target, 'p6', ['u1', 'u2']);
  await writeProfiles(target, 'p6', ['u1']);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT DISTINCT profile_id FROM ${engine.database}.profiles WHERE project_id = 'p6' ORDER BY profile_id`,
    ),
  ).toEqual([{ profile_id: 'u2' }]);
});

test('what is cut to the limits is stored as far as it goes, and counted once', async () => {
  const { pipeline } = pipelineOf();
  const event = track('level_up');
  if (event.message.type !== 'track') throw new Error('not a track message');
  const many = Object.fromEntries(Array.from({ length: 260 }, (_, index) => [`key${index}`, index]));
  const properties = { text: '\u00e9'.repeat(5_000), ...many };
  const message = {
    ...event,
    message: { type: 'track' as const, payload: { ...event.message.payload, properties } },
  };
  await pipeline.process(chunkOf('p9', [message]));
  await pipeline.process(chunkOf('p9', [message]));
  const sql = `SELECT length(properties['text']) AS bytes, length(properties_number) AS numbers FROM ${engine.database}.events WHERE project_id = 'p9'`;
  expect(await rowsOf(engine.clickhouse, sql)).toEqual([{ bytes: 8_192, numbers: 255 }]);
  expect(
    await rowsOf(
      engine.clickhouse,
      `SELECT kind, toUInt32(sum(count)) AS n FROM ${engine.database}.ingest_counters WHERE project_id = 'p9' GROUP BY kind ORDER BY kind`,
    ),
  ).toEqual([
    { kind: 'accepted', n: 1 },
    { kind: 'duplicate', n: 1 },
    { kind: 'truncated', n: 6 },
  ]);
});

test('of several profiles that a device names in one millisecond, the last that was sent counts', async () => {
  const { pipeline } = pipelineOf();
  const timestamp = Date.now();
  const devices = Array.from({ length: 20 }, (_, i) => `shared${i}`);
  const messages = devices.flatMap((deviceId) =>
    ['first', 'second', 'third'].map((profileId, sequence) =>
      track('login', { deviceId, profileId, timestamp, sequence }),
    ),
  );
  // Received in reverse, as from a queue that several workers read.
  await pipeline.process(chunkOf('shared', messages.reverse()));
  const found = await rowsOf(
    engine.clickhouse,
    `SELECT argMaxMerge(profile_id_state) AS profile FROM ${engine.database}.device_profiles WHERE project_id = 'shared' GROUP BY device_id`,
  );
  expect(found).toEqual(devices.map(() => ({ profile: 'third' })));
});

test('null takes a trait away with all below it, and a number of any size leaves the others to be found', async () => {
  const { pipeline } = pipelineOf();
  const at = Date.now();
  const identify = (traits: Record<string, unknown>, later: number) => ({
    ...increment('u1', '', 1, { timestamp: at + later }),
    id: randomUUID() as string,
    message: {
      type: 'identify' as const,
      payload: { id: undefined, timestamp: undefined, profileId: 'u1', deviceId: undefined, traits },
    },
  });
  const first = { plan: 'pro', email: 'a@b.c', address: { city: 'Seoul', zip: '1' }, coins: 5e19 };
  const then = { email: null, address: { zip: null }, never: { was: null } };
  await pipeline.process(chunkOf('unset', [identify(then, 1), identify(first, 0)]));
  await writeProfiles({ clickhouse: engine.clickhouse, database: engine.database }, 'unset', ['u1']);
  const [row] = await rowsOf<{ email: string; properties: string; plan: string; coins: number }>(
    engine.clickhouse,
    `SELECT email, properties, JSONExtractString(properties, 'plan') AS plan, JSONExtractFloat(properties, 'coins') AS coins FROM ${engine.database}.profiles FINAL WHERE project_id = 'unset'`,
  );
  expect(row).toMatchObject({ email: '', plan: 'pro', coins: 5e19 });
  expect(JSON.parse(row?.properties ?? '')).toEqual({ plan: 'pro', 'address.city': 'Seoul', coins: 5e19 });
});

test('late messages are stored in batches of their own, and leave room for fresh ones', async () => {
  const stored: string[][] = [];
  const names = ({ messages: { events } }: StoredBatch) =>
    events.map(({ queued: { message } }) => (message.type === 'track' ? message.payload.name : '')).sort();
  const observer = {
    stored: (batch: StoredBatch) => void stored.push(names(batch)),
    retried: () => undefined,
  };
  const { pipeline } = pipelineOf({ observer, batchTimeoutMs: 50, maxChunks: 4 });
  const month = 31 * 86_400_000;
  const messages = (months: number) =>
    [0, 1, 2, 3].map((more) =>
      track(`${months}`, { timestamp: Date.now() - (months + more) * month, sequence: more }),
    );
  const late = [2, 9, 20].map((months) =>
    pipeline.process(chunkOf('late', messages(months))).catch((error: Error) => error.name),
  );
  const fresh = ['a', 'b'].map((name) => pipeline.process(chunkOf('late', [track(name)])));
  await Promise.all(fresh);
  expect(stored).toEqual([['a', 'b']]);
  expect(await Promise.all(late)).toEqual([undefined, undefined, 'RetryLaterError']);
  expect(stored).toEqual([
    ['a', 'b'],
    ['2', '2', '2', '2', '9', '9', '9', '9'],
  ]);
});
