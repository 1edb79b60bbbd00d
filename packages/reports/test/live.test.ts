import { exportParameters, liveParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, type LiveMessage, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const now = Date.UTC(2026, 4, 1, 12);
const project = { id: 'live' };

let engine: Engine;
let reports: Reports;

function received(minutesAgo: number, known: Partial<Parameters<typeof eventRow>[0]>) {
  const at = now - minutesAgo * 60_000;
  return eventRow({ id: crypto.randomUUID(), project_id: project.id, timestamp: at, ...known });
}

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
  await engine.insertEvents([
    received(2, { device_id: 'a', path: '/', country: 'KR', referrer_name: 'Naver' }),
    received(1, { device_id: 'a', path: '/cart', country: 'KR' }),
    received(0.5, { device_id: 'a', name: 'click', path: '/elsewhere' }),
    received(5, { device_id: 'b', path: '/', country: 'US' }),
    received(5.001, { device_id: 'c', path: '/' }),
    // Happened long ago, received now; and the other way round.
    received(1, { device_id: 'd', path: '/old', timestamp: now - 86_400_000, created_at: now - 60_000 }),
    received(1, { device_id: 'e', path: '/late', created_at: now - 600_000 }),
    received(1, { device_id: '', path: '/server' }),
  ]);
});
afterAll(() => engine.close());

describe('/live', () => {
  test('counts each device with an event received in the last 5 minutes once, where it was last', async () => {
    const { data } = await reports.live(project, parseParameters(liveParameters, {}));
    expect(data).toEqual({
      count: 3,
      active_users: 3,
      pages: [
        { name: '/', count: 1 },
        { name: '/cart', count: 1 },
        { name: '/old', count: 1 },
      ],
      countries: [
        { name: 'KR', count: 1 },
        { name: 'US', count: 1 },
      ],
      referrers: [{ name: 'Naver', count: 1 }],
    });
  });

  test('leaves out who arrived with late events alone, where that is asked for', async () => {
    const lately = (maxLateMinutes: string) =>
      reports.live(project, parseParameters(liveParameters, { maxLateMinutes }));
    expect((await lately('10')).data).toMatchObject({ count: 2, active_users: 2, countries: [{}, {}] });
    expect((await lately('1439')).data.count).toBe(3);
    expect((await lately('1438')).data.count).toBe(2);
  });

  test('of a project without events is nobody', async () => {
    const { data } = await reports.live({ id: 'nobody' }, parseParameters(liveParameters, {}));
    expect(data).toEqual({ count: 0, active_users: 0, pages: [], countries: [], referrers: [] });
  });

  test('/live/stream tells the count first, then each new event once, and ends when nobody listens', async () => {
    const leaving = new AbortController();
    const messages: LiveMessage[] = [];
    const feed = reports.liveFeed(project, parseParameters(liveParameters, {}), leaving.signal);
    const fresh = received(0, { device_id: 'f', name: 'fresh' });
    for await (const message of feed) {
      messages.push(message);
      if (messages.length === 1) await engine.insertEvents([fresh]);
      if (messages.filter(({ type }) => type === 'count').length === 3) leaving.abort();
    }
    expect(messages[0]).toEqual({ type: 'count', count: 3 });
    const events = messages.flatMap((message) => (message.type === 'event' ? [message.event.id] : []));
    expect(events).toEqual([fresh.id]);
    expect(messages.at(-1)).toEqual({ type: 'count', count: 4 });
  });
});

test('/live/stream shows the newest of more events than it can, and says how many they were', async () => {
  const leaving = new AbortController();
  const messages: LiveMessage[] = [];
  const crowd = { id: 'crowd', timezone: 'UTC' };
  const event = (index: number) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: 'crowd',
      timestamp: now - 500 + index,
      created_at: now - 500 + index,
      device_id: `d${index}`,
    });
  const parameters = parseParameters(liveParameters, {});
  for await (const message of reports.liveFeed(crowd, parameters, leaving.signal)) {
    messages.push(message);
    if (messages.length === 1) await engine.insertEvents(Array.from({ length: 500 }, (_, i) => event(i)));
    if (messages.filter(({ type }) => type === 'count').length === 3) leaving.abort();
  }
  const shown = messages.flatMap((message) => (message.type === 'event' ? [message.event.device_id] : []));
  expect(shown).toEqual(Array.from({ length: 200 }, (_, i) => `d${i + 300}`));
  expect(messages.filter(({ type }) => type === 'sampled')).toEqual([
    { type: 'sampled', shown: 200, of: 500 },
  ]);
});

describe('/export', () => {
  const exported = async (input: Record<string, unknown>) => {
    const parameters = parseParameters(exportParameters, {
      startDate: '2026-05-01',
      endDate: '2026-05-01',
      ...input,
    });
    const file = await reports.exportEvents({ id: 'files' }, parameters);
    const chunks: Buffer[] = [];
    for await (const chunk of file.stream) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  };

  beforeAll(() =>
    engine.insertEvents(
      Array.from({ length: 3000 }, (_, i) =>
        eventRow({
          id: crypto.randomUUID(),
          project_id: 'files',
          timestamp: Date.UTC(2026, 4, 1) + i,
          device_id: `d${i % 7}`,
          path: `/"it's", ${i}\n😀`,
          properties: { plan: `"pro"` },
          properties_number: { level: i },
          properties_bool: { vip: true },
        }),
      ),
    ),
  );

  test('ndjson is each event of the range once, a line each, with its properties as they were', async () => {
    const lines = (await exported({})).toString().trimEnd().split('\n');
    const events = lines.map(
      (line): { path: string; timestamp: string; properties: Record<string, unknown> } => JSON.parse(line),
    );
    expect(new Set(events.map(({ path }) => path)).size).toBe(3000);
    const one = events.find(({ properties }) => properties.level === 42);
    expect(one).toMatchObject({
      path: `/"it's", 42\n😀`,
      timestamp: '2026-05-01T00:00:00.042+00:00',
      properties: { plan: '"pro"', level: 42, vip: true },
    });
  });

  test('csv holds no text that a spreadsheet would run as a formula', async () => {
    const day = Date.UTC(2026, 6, 1);
    const texts = ['=1+1', '+1', '-1', '@sum', '\tx', '\rx', 'a=1', ''];
    await engine.insertEvents(
      texts.map((title, i) =>
        eventRow({
          id: crypto.randomUUID(),
          project_id: 'files',
          timestamp: day + i,
          title,
          device_id: title,
          revenue: -2,
        }),
      ),
    );
    const csv = (
      await exported({ format: 'csv', startDate: '2026-07-01', endDate: '2026-07-01' })
    ).toString();
    const rows = csv.trimEnd().split('\n"').slice(1);
    expect(rows.length).toBe(texts.length);
    for (const text of texts.slice(0, 6)) expect(csv).toContain(`"'${text}"`);
    expect(csv).toContain('"a=1"');
    expect(csv).not.toMatch(/"[=+@\t\r-]/);
    // A number is a number, also below 0.
    expect(csv).toContain(',-2,');
  });

  test('csv quotes what needs it, and begins with a byte order mark where that is asked for', async () => {
    const csv = (await exported({ format: 'csv' })).toString();
    expect(csv.startsWith('"id","name","timestamp","created_at","device_id"')).toBe(true);
    expect(csv).toContain(`"/""it's"", 42\n😀"`);
    expect(csv).toContain('2026-05-01T00:00:00.042Z');
    expect(csv).toContain('{""plan"":""\\""pro\\"""",""level"":42,""vip"":true}');
    expect((await exported({ format: 'csv', bom: true })).subarray(0, 3)).toEqual(
      Buffer.from([0xef, 0xbb, 0xbf]),
    );
  });

  test('parquet is a parquet file, and nothing is an empty ndjson file', async () => {
    const parquet = await exported({ format: 'parquet' });
    expect(parquet.subarray(0, 4).toString()).toBe('PAR1');
    expect(parquet.subarray(-4).toString()).toBe('PAR1');
    expect((await exported({ startDate: '2026-06-01', endDate: '2026-06-01' })).length).toBe(0);
  });
});
