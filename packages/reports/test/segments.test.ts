import {
  queryParameters,
  segmentDefinition,
  segmentMembersParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';

const project = { id: 'segments', timezone: 'Asia/Seoul' };
const now = Date.parse('2026-05-10T12:00:00+09:00');
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
  const at = (time: string, known: object) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: project.id,
      timestamp: Date.parse(`2026-05-${time}+09:00`),
      name: 'visit',
      ...known,
    });
  await engine.insertEvents([
    // Ann pays on her first day, Bob ten minutes later, on his second; Cat six days ago, Dan seven.
    at('01T23:50:00', { profile_id: 'ann', country: 'KR' }),
    at('01T23:59:59', { profile_id: 'ann', name: 'pay', revenue: 0.1 }),
    at('02T10:00:00', { profile_id: 'ann', name: 'pay', revenue: 0.2, country: 'JP' }),
    at('01T23:50:00', { profile_id: 'bob', country: 'KR' }),
    at('02T00:00:00', { profile_id: 'bob', name: 'pay', revenue: 0.3, country: 'KR' }),
    at('04T00:00:00', { profile_id: 'cat', name: 'pay', revenue: 5 }),
    at('03T23:59:59', { profile_id: 'dan', name: 'pay', revenue: 5 }),
    // Eve's first session begins with an event that knows no campaign; a later one has another.
    at('05T10:00:00', { device_id: 'phone', session_id: 'e1', name: 'session_start' }),
    at('05T10:00:01', { device_id: 'phone', session_id: 'e1', name: 'screen_view', utm_campaign: 'launch' }),
    at('06T10:00:00', { profile_id: 'eve', session_id: 'e2', name: 'screen_view', utm_campaign: 'search' }),
  ]);
  await engine.insertChanges([
    changeRow({
      ...{ id: crypto.randomUUID(), project_id: project.id, timestamp: now, kind: 'identify' },
      ...{ profile_id: 'eve', device_id: 'phone', traits: '{}' },
    }),
  ]);
});
afterAll(() => engine.close());

async function membersOf(...definitions: object[]): Promise<string[]> {
  const saved = definitions.map((definition, index) => ({
    ...{ id: `s${index}`, name: `S${index}` },
    definition: segmentDefinition.parse(definition),
  }));
  const reports = createReports({ ...engine, now: () => now, segments: { list: async () => saved } });
  const parameters = parseParameters(segmentMembersParameters, { id: 's0' });
  return (await reports.segmentMembers(project, parameters)).data.map(({ id }) => id);
}

describe('a segment is of', () => {
  test.each([
    ['their first day', { did: true, event: 'pay', range: { firstDays: 1 } }, ['ann', 'cat', 'dan']],
    [
      'their first two days',
      { did: true, event: 'pay', range: { firstDays: 2 } },
      ['ann', 'bob', 'cat', 'dan'],
    ],
    ['the last 7 days, today among them', { did: true, event: 'pay', range: { lastDays: 7 } }, ['cat']],
    ['all but those', { did: false, event: 'pay', range: { lastDays: 7 } }, ['ann', 'bob', 'dan', 'eve']],
    [
      'whole days of the zone',
      { did: true, range: { startDate: '2026-05-02', endDate: '2026-05-02' } },
      ['ann', 'bob'],
    ],
    ['how often', { did: true, event: 'pay', count: { op: 'gte', value: 2 } }, ['ann']],
    ['none at all', { did: true, event: 'pay', count: { op: 'is', value: 0 } }, ['eve']],
    // As decimals: 0.1 + 0.2 is 0.3.
    ['a sum', { did: true, sum: { property: 'revenue', op: 'is', value: 0.3 } }, ['ann', 'bob']],
    [
      'a sum of the first day',
      { did: true, sum: { property: 'revenue', op: 'is', value: 0.1 }, range: { firstDays: 1 } },
      ['ann'],
    ],
    ['the latest event', { field: 'last.country', op: 'is', value: 'KR' }, ['bob']],
    ['the first event', { field: 'first.country', op: 'is', value: 'KR' }, ['ann', 'bob']],
    ['how the first session came', { field: 'first.utm_campaign', op: 'is', value: 'launch' }, ['eve']],
    ['the first day', { field: 'first.day', op: 'gte', value: '2026-05-04' }, ['cat', 'eve']],
    [
      'who was lost in a funnel',
      { funnel: { steps: ['visit', 'pay'], window: '9m', lastDays: 30 }, lost: 2 },
      ['ann', 'bob'],
    ],
    ['who got through', { funnel: { steps: ['visit', 'pay'], lastDays: 30 }, reached: 2 }, ['ann', 'bob']],
  ])('%s', async (_, definition, members) => {
    expect(await membersOf(definition)).toEqual(members);
  });

  test('others, by way of what they did there', async () => {
    const payers = { did: true, event: 'pay' };
    expect(await membersOf({ field: 'segment', op: 'notIn', value: ['s1'] }, payers)).toEqual(['eve']);
    const circle = { did: true, filters: { field: 'segment', op: 'in', value: ['s0'] } };
    await expect(membersOf({ field: 'segment', op: 'in', value: ['s1'] }, circle)).rejects.toThrow(
      'S0 → S1 → S0',
    );
  });
});

test('a device and a profile with the same id are two persons, each with their own events', async () => {
  const of = 'same-ids';
  const event = (known: object) =>
    eventRow({ id: crypto.randomUUID(), project_id: of, timestamp: now - 1, ...known });
  // Cat was identified on a device whose id is Bob's profile; what happened there before is hers.
  await engine.insertEvents([
    event({ profile_id: 'bob', name: 'pay' }),
    event({ device_id: 'bob', name: 'visit' }),
    event({ device_id: 'bob', profile_id: 'cat', name: 'visit' }),
  ]);
  const definition = segmentDefinition.parse({ did: true, event: 'pay' });
  for (const keptSegmentsFrom of [1, 1_000]) {
    const segments = { list: async () => [{ id: 'payers', name: 'Payers', definition }] };
    const reports = createReports({ ...engine, now: () => now, limits: { keptSegmentsFrom }, segments });
    const counts = await Promise.all(
      ['in', 'notIn'].map(async (op) => {
        const filters = { field: 'segment', op, value: ['payers'] };
        const parameters = parseParameters(queryParameters, { series: [{}], filters });
        return (await reports.query({ ...project, id: of }, parameters)).data[0]?.total;
      }),
    );
    expect(counts).toEqual([1, 2]);
  }
});

describe('where a project has many events', () => {
  const saved = [
    { id: 'payers', name: 'Payers', definition: segmentDefinition.parse({ did: true, event: 'pay' }) },
    { id: 'nobody', name: 'Nobody', definition: segmentDefinition.parse({ did: true, event: 'none' }) },
  ];
  const reportsAt = (clock: () => number, keptSegmentsFrom: number) =>
    createReports({
      ...{ ...engine, now: clock, limits: { keptSegmentsFrom } },
      segments: { list: async () => saved },
    });
  const ask = async (reports: ReturnType<typeof createReports>, of: string, rest: object) => {
    const parameters = parseParameters(queryParameters, { series: [{}], ...rest });
    const { data, meta } = await reports.query({ ...project, id: of }, parameters);
    return { lines: data.map(({ breakdown, total }) => [...breakdown, total]), meta };
  };
  const inPayers = { field: 'segment', op: 'in', value: ['payers'] };

  test.each([
    [{ filters: inPayers }],
    [{ filters: { ...inPayers, op: 'notIn' } }],
    [{ filters: { ...inPayers, value: ['payers', 'nobody'] } }],
    [{ filters: { ...inPayers, value: ['nobody'] } }],
    [{ filters: { ...inPayers, op: 'notIn', value: ['nobody'] } }],
    [{ breakdowns: ['segment.payers'] }],
  ])('a question about %j has the same answer where the people are kept', async (rest) => {
    const [kept, found] = await Promise.all(
      [1, 1_000].map((from) =>
        ask(
          reportsAt(() => now, from),
          project.id,
          rest,
        ),
      ),
    );
    expect(found?.lines.length).toBeGreaterThan(0);
    expect(kept?.lines).toEqual(found?.lines);
  });

  test('the people of a segment are kept for five minutes, and the answer says since when', async () => {
    const of = 'kept-segments';
    const pay = (profile_id: string) =>
      engine.insertEvents([
        eventRow({ id: crypto.randomUUID(), project_id: of, timestamp: now - 1, name: 'pay', profile_id }),
      ]);
    let time = now;
    const reports = reportsAt(() => time, 1);
    const small = reportsAt(() => time, 3);
    await pay('ann');
    const asked = { filters: inPayers, startDate: '2026-05-10', endDate: '2026-05-11' };
    const [first, second] = await Promise.all([ask(reports, of, asked), ask(reports, of, asked)]);
    expect([first?.lines, second?.lines]).toEqual([[[1]], [[1]]]);
    expect(first?.meta.segmentsEvaluatedAt).toBe('2026-05-10T12:00:00+09:00');
    await pay('bob');
    time += 299_000;
    const kept = await ask(reports, of, asked);
    expect([kept.lines, kept.meta.segmentsEvaluatedAt]).toEqual([[[1]], '2026-05-10T12:00:00+09:00']);
    const exact = await ask(small, of, asked);
    expect([exact.lines, exact.meta.segmentsEvaluatedAt]).toEqual([[[2]], '2026-05-10T12:04:59+09:00']);
    time += 1_000;
    const anew = await ask(reports, of, asked);
    expect([anew.lines, anew.meta.segmentsEvaluatedAt]).toEqual([[[2]], '2026-05-10T12:05:00+09:00']);
    // The clock was an hour ahead, and is set right.
    time += 3_600_000;
    await ask(reports, of, asked);
    await pay('cid');
    time -= 3_600_000;
    expect((await ask(reports, of, asked)).lines).toEqual([[3]]);
  });
});
