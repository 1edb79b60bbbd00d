import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetadata, type Digest, type JsonValue, type Metadata } from '@gatrix/analytics-metadata';
import { unwrittenDigest } from '@gatrix/analytics-protocol/insights';
import { createReports, type Reports } from '@gatrix/analytics-reports';
import { type Engine, eventRow, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendDigestNow, sendDueDigest, writeDigest } from '../src/index.ts';

let directory: string;
let engine: Engine;
let metadata: Metadata;
/** Another process. */
let twin: Metadata;
let reports: Reports;
let projectId: string;
let channelIds: string[];
let now: number;

const dayMs = 86_400_000;
const at = (text: string) => Date.parse(text);
/** 9 o'clock of a Tuesday in Seoul. */
const nine = at('2026-11-10T00:00:00Z');

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'digests-'));
  engine = await startEngine();
  const url = `sqlite:${join(directory, 'metadata.db')}`;
  [metadata, twin] = [createMetadata({ url, now: () => now }), createMetadata({ url, now: () => now })];
  await metadata.migrate();
  reports = createReports({ ...engine, now: () => now });
});
afterAll(async () => {
  await metadata.close();
  await twin.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  now = nine + 1_000;
  ({ id: projectId } = await metadata.projects.create({ name: 'P', domain: '', timezone: 'Asia/Seoul' }));
  const settings = { kind: 'webhook', url: 'https://example.com/', secret: 'a secret of the receiver' };
  const made = [1, 2].map(() => metadata.channels.create({ projectId, name: 'C', settings }));
  channelIds = (await Promise.all(made)).map(({ id }) => id);
});

const depsOf = (own: Metadata) => ({
  metadata: own,
  reports,
  now: () => now,
  publicUrl: 'https://s.example',
});
const save = async (name: string, report: string, query: JsonValue) =>
  (await metadata.savedReports.create({ projectId, name, report, query })).id;
const purchases = () => save('Sales', 'query', { series: [{ event: 'purchase' }], formulas: ['A*2'] });
/** Local noons, and how many purchases there were. */
const insert = (counts: Readonly<Record<string, number>>, known: object = {}) =>
  engine.insertEvents(
    Object.entries(counts).flatMap(([day, count]) =>
      Array.from({ length: count }, (_, index) =>
        eventRow({
          ...{ id: randomUUID(), project_id: projectId, name: 'purchase', ...known },
          ...{
            timestamp: at(`${day}T12:00:00+09:00`) + index,
            device_id: `d${index}`,
            session_id: `s${index}`,
          },
        }),
      ),
    ),
  );
async function newDigest(
  source: JsonValue,
  schedule: JsonValue = { every: 'day', hour: 9 },
  begun: { readonly sentFor: string; readonly dueAt: number } = { sentFor: '2026-11-09', dueAt: nine },
) {
  const definition = { source, schedule };
  const channels = [...channelIds, 'gone'];
  const made = { projectId, name: 'D', definition, channels, ...begun };
  return metadata.digests.create(made);
}
const sent = async ({ id }: Digest) => metadata.deliveries.list(projectId, { limit: 100, subjectId: id });
/** Those of this test's project: the others' are due, too. */
const claim = async (by: Metadata) => {
  const claimed = await by.digests.claimDue({ leaseMs: 300_000, limit: 100 });
  return claimed.filter((one) => one.projectId === projectId);
};

test('sends the day before, beside the day before that, and a week of days', async () => {
  await insert({ '2026-11-07': 1, '2026-11-08': 4, '2026-11-09': 3, '2026-11-10': 9 });
  const digest = await newDigest({ savedReportId: await purchases() });
  await sendDueDigest(depsOf(metadata), digest);
  const [one, ...others] = await sent(digest);
  expect(others).toHaveLength(1);
  expect(one?.message).toMatchObject({
    type: 'digest',
    period: { start: '2026-11-09', end: '2026-11-09' },
    // A report that no page has saved has no page.
    link: `https://s.example/p/${projectId}/`,
  });
  const days = [0, 0, 0, 0, 1, 4, 3];
  const shown = (factor: number) => ({
    value: 3 * factor,
    previous: 4 * factor,
    days: days.map((value, index) => ({
      day: new Date(at('2026-11-03') + index * dayMs).toISOString().slice(0, 10),
      value: value * factor,
    })),
  });
  expect(one?.message).toMatchObject({
    sections: [
      {
        name: 'Sales',
        figures: [
          { figure: 'A', label: 'purchase', ...shown(1) },
          { figure: 'A*2', label: null, ...shown(2) },
        ],
        problem: null,
      },
    ],
  });
  expect(await metadata.digests.get(digest.id)).toMatchObject({ sentFor: '2026-11-10', dueAt: nine + dayMs });
});

test("an amount is said in the project's currency, a count is not", async () => {
  await metadata.projects.update(projectId, { settings: { currency: 'KRW' } });
  const digest = await newDigest({ savedReportId: await save('Money', 'monetization', {}) });
  await sendDueDigest(depsOf(metadata), digest);
  const [one] = await sent(digest);
  await metadata.projects.update(projectId, { settings: { currency: 'USD' } });
  expect(one?.message).toMatchObject({
    sections: [
      {
        figures: [
          { figure: 'revenue', currency: 'KRW' },
          { figure: 'payers', currency: null },
          { figure: 'arppu', currency: 'KRW' },
        ],
      },
    ],
  });
});

test("a board is sent item by item, behind its filters, over the digest's days; what cannot be asked says so", async () => {
  await insert({ '2026-11-02': 2, '2026-11-08': 3, '2026-10-30': 1 }, { country: 'KR' });
  await insert({ '2026-11-03': 5 }, { country: 'US' });
  const savedReportId = await purchases();
  const broken = await save('Old', 'query', { search: 'x' });
  const retention = await save('Back', 'retention', { period: 'week' });
  const content = {
    range: { lastDays: 90 },
    filters: { field: 'country', op: 'is', value: 'KR' },
    items: [
      { id: 'n', kind: 'note', width: 'full', text: 'Hello' },
      { id: 'f', kind: 'figure', width: 'third', savedReportId, figure: 'A' },
      { id: 'b', kind: 'report', width: 'half', savedReportId: broken },
      { id: 'r', kind: 'report', width: 'half', savedReportId: retention },
    ],
  };
  const board = await metadata.boards.create({ projectId, name: 'B', content });
  const weekly = { every: 'week', weekday: 2, hour: 9 };
  const digest = await newDigest({ boardId: board.id }, weekly);
  await sendDueDigest(depsOf(metadata), digest);
  const [one] = await sent(digest);
  expect(one?.message).toMatchObject({
    period: { start: '2026-11-03', end: '2026-11-09' },
    link: `https://s.example/p/${projectId}/boards?board=${board.id}`,
    sections: [
      { name: 'Sales', figures: [{ figure: 'A', value: 3, previous: 3 }] },
      { name: 'Old', figures: [], problem: expect.stringContaining('save it again') },
      { name: 'Back', figures: [{ figure: 'period:1', days: [] }] },
    ],
  });
});

test('of two schedulers one sends, also where both have it in hand', async () => {
  const digest = await newDigest({ savedReportId: await purchases() });
  const claimed = await Promise.all([claim(metadata), claim(twin), claim(metadata), claim(twin)]);
  expect(claimed.flat().map(({ id }) => id)).toEqual([digest.id]);
  const [mine = digest] = claimed.flat();
  await Promise.all([sendDueDigest(depsOf(metadata), mine), sendDueDigest(depsOf(twin), mine)]);
  expect((await sent(digest)).map(({ channelId }) => channelId).sort()).toEqual([...channelIds].sort());
  expect([...(await claim(metadata)), ...(await claim(twin))]).toEqual([]);
});

test('what a scheduler had in hand when it was killed is sent by another, once', async () => {
  const digest = await newDigest({ savedReportId: await purchases() });
  const [dying = digest] = await claim(metadata);
  expect(await claim(twin)).toEqual([]);
  now += 300_001;
  const [taken = digest] = await claim(twin);
  await sendDueDigest(depsOf(twin), taken);
  // The first was not dead, but slow.
  await sendDueDigest(depsOf(metadata), dying);
  expect((await sent(digest)).map(({ idempotencyKey }) => idempotencyKey).sort()).toEqual(
    channelIds.map((id) => `digest:${digest.id}:2026-11-10:${id}`).sort(),
  );
  const after = await metadata.digests.get(digest.id);
  expect(after).toMatchObject({ sentFor: '2026-11-10', dueAt: nine + dayMs });
  // Not again that day, whatever asks for it.
  if (after) await sendDueDigest(depsOf(metadata), after);
  expect(await sent(digest)).toHaveLength(2);
});

test('after days without a server the newest is sent, and those between are left out', async () => {
  const digest = await newDigest({ savedReportId: await purchases() });
  now = nine + 3 * dayMs + 3_600_000;
  const [taken = digest] = await claim(metadata);
  await sendDueDigest(depsOf(metadata), taken);
  expect((await sent(digest)).map(({ message }) => message)).toMatchObject(
    channelIds.map(() => ({ period: { start: '2026-11-12', end: '2026-11-12' } })),
  );
  expect((await metadata.digests.get(digest.id))?.dueAt).toBe(nine + 4 * dayMs);
});

describe('over days on which the clocks change', () => {
  const halfHourMs = 1_800_000;
  /** `2026-10-25 09:00`, as a clock on a wall of the zone shows it. */
  const wallClock = (zone: string, time: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(time);

  test.each([
    ['Europe/Berlin', '2026-03-27', [48, 48, 46, 48]],
    ['Europe/Berlin', '2026-10-23', [48, 48, 50, 48]],
    ['Australia/Lord_Howe', '2026-04-03', [48, 48, 49, 48]],
    ['Asia/Kathmandu', '2026-03-27', [48, 48, 48, 48]],
  ])(
    'in %s from %s: at nine by the clock there, about days of %j half hours',
    async (zone, first, counts) => {
      await metadata.projects.update(projectId, { timezone: zone });
      const start = at(first) - dayMs;
      const halfHours = Array.from({ length: 7 * 48 }, (_, index) => start + index * halfHourMs);
      await engine.insertEvents(
        halfHours.map((timestamp) =>
          eventRow({ id: randomUUID(), project_id: projectId, name: 'purchase', timestamp, device_id: 'd' }),
        ),
      );
      const source = { savedReportId: await purchases() };
      const begun = { sentFor: first, dueAt: at(first) };
      const digest = await newDigest(source, { every: 'day', hour: 9 }, begun);
      const days = counts.map((_, index) => new Date(at(first) + index * dayMs).toISOString().slice(0, 10));
      const shown: unknown[] = [];
      const clocks: string[] = [];
      now = at(first);
      while (wallClock(zone, now) < `${days[1]} 09:00`) now += 60_000;
      for (const _ of days) {
        clocks.push(wallClock(zone, now));
        const due = await metadata.digests.get(digest.id);
        if (due) await sendDueDigest(depsOf(metadata), due);
        const [newest] = await sent(digest);
        shown.push(newest?.message);
        now = (await metadata.digests.get(digest.id))?.dueAt ?? 0;
      }
      expect(clocks).toEqual(
        [...days.slice(1), wallClock(zone, at(first) + 4 * dayMs).slice(0, 10)].map((day) => `${day} 09:00`),
      );
      expect(shown).toMatchObject(
        counts.map((value, index) => ({
          period: { start: days[index], end: days[index] },
          sections: [{ figures: [{ figure: 'A', value }, {}] }],
        })),
      );
    },
  );
});

test('a paused digest waits; sent by hand it goes out each time, and the schedule stays', async () => {
  const digest = await newDigest({ savedReportId: await purchases() });
  const paused = await metadata.digests.update(digest.id, { isPaused: true });
  expect(await claim(metadata)).toEqual([]);
  const project = await metadata.projects.get(projectId);
  if (!project || !paused) throw new Error('gone');
  // It is answered before anything is read; whoever sends it reads the figures.
  const [first, ...others] = await sendDigestNow({ metadata, now: () => now }, project, paused);
  expect(others).toHaveLength(1);
  expect(await sendDigestNow(depsOf(metadata), project, paused)).toHaveLength(2);
  expect(await sent(digest)).toHaveLength(4);
  expect(await metadata.digests.get(digest.id)).toEqual(paused);
  const unwritten = unwrittenDigest.parse(first?.message);
  const due = await metadata.deliveries.claimDue({ leaseMs: 1_000, limit: 1_000 });
  expect(due.map(({ id }) => id)).toContain(first?.id);
  const written = await writeDigest(depsOf(metadata), unwritten);
  expect(written).toMatchObject({
    ...{ digest: { id: digest.id }, period: { start: '2026-11-09', end: '2026-11-09' } },
    sections: [{ name: 'Sales', figures: [{ figure: 'A' }, { figure: 'A*2' }] }],
  });
  await metadata.digests.delete(digest.id);
  expect(await writeDigest(depsOf(metadata), unwritten)).toBe(undefined);
});

test('a database that is away leaves it to be sent later', async () => {
  const digest = await newDigest({ savedReportId: await purchases() });
  const away = new Error('away');
  const failing = { ...reports, query: () => Promise.reject(away) };
  await expect(sendDueDigest({ ...depsOf(metadata), reports: failing }, digest)).rejects.toBe(away);
  expect(await sent(digest)).toEqual([]);
  expect(await metadata.digests.get(digest.id)).toEqual(digest);
});

test('leads to the page that was saved, or to the board', async () => {
  const linkOf = async (source: JsonValue) => {
    const digest = await newDigest(source);
    const project = await metadata.projects.get(projectId);
    const [one] = project ? await sendDigestNow(depsOf(metadata), project, digest) : [];
    return unwrittenDigest.parse(one?.message).link?.replace(`https://s.example/p/${projectId}/`, '');
  };
  const query = {
    search: 'series=total~~purchase&range=30d',
    parameters: { series: [{ event: 'purchase' }] },
  };
  const explore = await save('Sold', 'explore', query);
  expect(await linkOf({ savedReportId: explore })).toBe(
    `explore?series=total%7E%7Epurchase&range=30d&saved=${explore}`,
  );
  const overview = await save('All', 'overview', { search: '', parameters: {} });
  expect(await linkOf({ savedReportId: overview })).toBe(`?saved=${overview}`);
  const { id } = await metadata.boards.create({ projectId, name: 'B', content: { items: [] } });
  expect(await linkOf({ boardId: id })).toBe(`boards?board=${id}`);
});
