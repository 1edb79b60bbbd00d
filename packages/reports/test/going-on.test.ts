import { type EventRow, sealDays } from '@gatrix/analytics-clickhouse-schema';
import {
  breakdownParameters,
  metricsParameters,
  pagesParameters,
  sessionsParameters,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReports, parseParameters } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';
import { createRandom } from './random.ts';

const minute = 60_000;
const day = Date.UTC(2026, 4, 5);
const noon = day + 12 * 60 * minute;

/** Two projects with the same events, of which one is sealed while they come. */
interface Twins {
  readonly open: string;
  readonly sealed: string;
  readonly events: readonly EventRow[];
}

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const sealAt = (projectId: string, now: number) =>
  sealDays(engine, { projectId, days: [day / 86_400_000, day / 86_400_000 + 1] }, now);

/** A few sessions on a coarse grid around a time, in which the events come in any order. */
function twinsOf(seed: number, around: number): Twins {
  const random = createRandom(seed);
  const names = { open: `open${seed}`, sealed: `sealed${seed}` };
  const events = Array.from({ length: random.integer(3, 14) }, (_, index) => {
    const session = random.integer(0, 2);
    const timestamp = around + random.integer(-6, 3) * 10 * minute;
    return eventRow({
      id: random.uuid(),
      project_id: names.sealed,
      name: random.pick(['screen_view', 'screen_view', 'purchase', 'session_end']),
      timestamp,
      sequence: index,
      created_at: timestamp + (random.chance(0.3) ? random.integer(0, 60) * minute : 0),
      device_id: random.chance(0.8) ? `d${session}` : random.pick(['d0', 'd1', 'd2']),
      session_id: random.chance(0.9) ? `s${session}` : '',
      path: random.pick(['/a', '/b', '/c']),
      country: random.pick(['KR', 'US']),
      referrer_name: random.pick(['', 'Google', 'Naver']),
      revenue: random.pick([0, 0, 1.5]),
    });
  });
  return { ...names, events };
}

/** Every answer that reads days, of one of the twins. */
async function answersOf(id: string, ranges: Record<string, { startDate: string; endDate: string }>) {
  const now = () => noon + 3 * 86_400_000;
  const reports = createReports({ ...engine, now });
  const project = { id, timezone: 'UTC' };
  // As of many events: which pages are shown is found out before what is said of them, and sessions over days are not listed.
  const ofMany = createReports({ ...engine, now, limits: { eventsAtOnce: 0, listedSessions: 0 } });
  const answers: Record<string, unknown> = {};
  for (const [name, span] of Object.entries(ranges)) {
    const oneByOne = async () => {
      const data: unknown[] = [];
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
        const input = { ...span, limit: '1', ...(cursor ? { cursor } : {}) };
        const answer = await ofMany.pages(project, parseParameters(pagesParameters, input));
        data.push(...answer.data);
        cursor = answer.meta.nextCursor;
      }
      return { data };
    };
    const pages = (by: string) => reports.pages(project, parseParameters(pagesParameters, { ...span, by }));
    const breakdown = (dimension: string) =>
      reports.breakdown(project, parseParameters(breakdownParameters, { ...span, dimension }));
    const asked = {
      metrics: () => reports.metrics(project, parseParameters(metricsParameters, span)),
      hours: () =>
        reports.timeseries(project, parseParameters(timeseriesParameters, { ...span, interval: 'hour' })),
      top: () => pages('top'),
      oneByOne,
      entry: () => pages('entry'),
      exit: () => pages('exit'),
      facts: async () => {
        const asked = ['country', 'referrer_name', 'browser'].map(breakdown);
        return { data: (await Promise.all(asked)).map(({ data }) => data) };
      },
      sessions: () => reports.sessions(project, parseParameters(sessionsParameters, span)),
    };
    for (const [what, ask] of Object.entries(asked)) answers[`${name} ${what}`] = (await ask()).data;
  }
  return answers;
}

const first = { startDate: '2026-05-05', endDate: '2026-05-05' };
const second = { startDate: '2026-05-06', endDate: '2026-05-06' };
const both = { startDate: '2026-05-05', endDate: '2026-05-06' };
/** Its first day is read by its events, since it begins within a quarter of an hour. */
const partOfBoth = { startDate: '2026-05-05T23:07:00Z', endDate: '2026-05-06T01:00:00Z' };
const partOfFirst = { startDate: '2026-05-05T11:30:00Z', endDate: '2026-05-05T12:15:00Z' };

test.each([0, 3, 8, 12, 17, 31])(
  'a day that is sealed while its events come is the day that is not: %i',
  async (seed) => {
    const { open, sealed, events } = twinsOf(seed, noon);
    await engine.insertEvents(events.map((event) => ({ ...event, project_id: open })));
    const isInTime = ({ created_at }: EventRow) => created_at < noon + 2 * minute;
    await engine.insertEvents(events.filter(isInTime));
    await sealAt(sealed, noon + 2 * minute);
    await engine.insertEvents(events.filter((event) => !isInTime(event)));
    const ranges = { first, partOfFirst };
    expect(await answersOf(sealed, ranges)).toEqual(await answersOf(open, ranges));
  },
);

test.each([101, 102, 103, 104])(
  'two days that are sealed and sessions that go on over midnight are the days that are not: %i',
  async (seed) => {
    const { open, sealed, events } = twinsOf(seed, day + 86_400_000);
    await engine.insertEvents(events.map((event) => ({ ...event, project_id: open })));
    await engine.insertEvents(events);
    await sealAt(sealed, day + 3 * 86_400_000);
    const ranges = { first, second, both, partOfBoth };
    expect(await answersOf(sealed, ranges)).toEqual(await answersOf(open, ranges));
  },
);

/** The engine, where `run` runs once, before the first statement that looks numbers of devices up in a list. */
function beforeListed(run: () => Promise<void>) {
  let hasRun = false;
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      const member: unknown = Reflect.get(client, name);
      if (typeof member !== 'function') return member;
      if (name !== 'query') return member.bind(client);
      return async (params: { readonly query: string }) => {
        if (!hasRun && params.query.includes('transform(cityHash64(device_id)')) {
          hasRun = true;
          await run();
        }
        return member.call(client, params);
      };
    },
  });
  return {
    reports: createReports({ ...engine, clickhouse, now: () => noon + 2 * 86_400_000 }),
    hasRun: () => hasRun,
  };
}

test.each(['metrics', 'breakdown', 'pages'] as const)(
  'a device of a sealed day that comes back while %s are counted is one visitor',
  async (report) => {
    const project = { id: `comes back ${report}`, timezone: 'UTC' };
    const view = (device: string, timestamp: number) =>
      eventRow({
        id: createRandom(timestamp + device.length).uuid(),
        ...{ project_id: project.id, device_id: device, session_id: `${device} ${timestamp}` },
        ...{ name: 'screen_view', path: '/a', country: 'KR', timestamp, created_at: timestamp },
      });
    await engine.insertEvents([view('old', noon), view('older', noon)]);
    await sealAt(project.id, day + 86_400_000 + 60 * minute);
    await engine.insertEvents([view('new one', noon + 86_400_000)]);
    const { reports, hasRun } = beforeListed(() =>
      engine.insertEvents([view('old', noon + 86_400_000 + minute)]),
    );
    const ask = {
      metrics: async () => (await reports.metrics(project, parseParameters(metricsParameters, both))).data,
      breakdown: async () => {
        const input = { ...both, dimension: 'country' };
        return (await reports.breakdown(project, parseParameters(breakdownParameters, input))).data[0];
      },
      pages: async () => (await reports.pages(project, parseParameters(pagesParameters, both))).data[0],
    };
    expect(await ask[report]()).toMatchObject({ unique_visitors: 3 });
    expect(hasRun()).toBe(true);
  },
);
