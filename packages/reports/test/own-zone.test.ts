import { createMoney, type EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  breakdownParameters,
  metricsParameters,
  pagesParameters,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';
import { dimensionOracle } from './oracle/dimension.ts';
import { midnightAfter, shiftDate, slicesOf } from './oracle/local-time.ts';
import { breakdownOracle, metricsOracle, topPagesOracle } from './oracle/overview.ts';
import { personOracle } from './oracle/persons.ts';
import { distinct } from './oracle/sessions.ts';
import { createRandom, type Random } from './random.ts';
import { type Question, questionOfDays } from './seeds/question.ts';

const minute = 60_000;
const dayMs = 86_400_000;

/** A project's zone, and the second of three days in a row, in UTC. */
const places = [
  ['Asia/Seoul', '2026-05-05'],
  ['America/New_York', '2026-03-08'],
  ['Asia/Kathmandu', '2026-05-05'],
  ['Asia/Kolkata', '2026-05-05'],
  ['Europe/London', '2026-03-29'],
] as const;
type Place = readonly [zone: string, middle: string];

const projectOf = ([zone]: Place) => ({ id: zone, timezone: zone });

/** Sessions of two to four events before and behind the midnight of the zone and that of UTC, on three days. */
function eventsOf(place: Place): EventRow[] {
  const [zone, middle] = place;
  const random = createRandom(zone.length);
  return [-1, 0, 1].flatMap((shift) => {
    const date = shiftDate(middle, shift);
    const own = midnightAfter(zone, date);
    const utc = Date.parse(`${date}T00:00:00Z`) + dayMs;
    const times = [
      ...[-30, -10, 0, 10, 40].map((m) => own + m * minute),
      ...[-20, -5, 5].map((m) => utc + m * minute),
    ];
    const sorted = [...new Set(times)].sort((a, b) => a - b);
    return Array.from({ length: 16 }, (_, number) =>
      sessionOf(random, place, `${date} ${number}`, sorted),
    ).flat();
  });
}

/** Of events at one time each has an order of its own. */
let sequence = 0;

function sessionOf(random: Random, [zone]: Place, session: string, times: readonly number[]): EventRow[] {
  const left = [...times];
  const taken = Array.from({ length: random.integer(2, 4) }, () =>
    left.splice(random.integer(0, left.length - 1), 1),
  );
  const own = taken.flat().sort((a, b) => a - b);
  const isMixed = random.chance(0.4);
  return own.map((timestamp) =>
    eventRow({
      id: random.uuid(),
      project_id: zone,
      name: random.pick(['screen_view', 'screen_view', 'purchase']),
      timestamp,
      sequence: sequence++,
      device_id: `d${random.integer(0, 60)}`,
      profile_id: random.pick(['', '', '', '', '', 'ann', 'bob']),
      session_id: session,
      path: random.pick(['/a', '/b', '/c']),
      country: isMixed ? random.pick(['KR', 'US']) : 'KR',
      channel: random.pick(['Direct', 'Email']),
      revenue: random.pick([0, 1.5]),
    }),
  );
}

let engine: Engine;
let reports: Reports;
const worlds = new Map<string, EventRow[]>();
const statements: string[] = [];
const now = Date.UTC(2027, 0, 1);
beforeAll(async () => {
  engine = await startEngine();
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      const member: unknown = Reflect.get(client, name);
      if (typeof member !== 'function') return member;
      return (params: { readonly query?: string }) => {
        if (name === 'query' && params.query) statements.push(params.query);
        return member.call(client, params);
      };
    },
  });
  reports = createReports({ clickhouse, database: engine.database, now: () => now });
  for (const place of places) worlds.set(place[0], eventsOf(place));
  await engine.insertEvents([...worlds.values()].flat());
  await engine.seal(async (zone) => createMoney('USD', zone, []));
}, 240_000);
afterAll(() => engine.close());

/** Each local day, all of them, and all but the first and last. */
function questionsOf([zone, middle]: Place, timezone: string): Question[] {
  const days = [-2, -1, 0, 1, 2].map((shift) => shiftDate(middle, shift));
  const more = timezone === zone ? {} : { timezone };
  const of = (first: string, last: string) => questionOfDays(timezone, first, last, more);
  return [
    ...days.map((day) => of(day, day)),
    of(shiftDate(middle, -3), shiftDate(middle, 3)),
    of(shiftDate(middle, -1), shiftDate(middle, 1)),
  ];
}

/** Two days, which it cuts at hours elsewhere than at a midnight. */
function cutDays([timezone, middle]: Place): Question {
  const [from, to] = [-14, 30].map((hours) => Date.parse(`${middle}T00:00:00Z`) + hours * 60 * minute) as [
    number,
    number,
  ];
  const parameters = { startDate: new Date(from).toISOString(), endDate: new Date(to).toISOString() };
  return { timezone, from, to, dates: undefined, parameters, inRange: (time) => time >= from && time < to };
}

const intervals = ['hour', 'day', 'week'] as const;

async function expectAnswers(
  place: Place,
  { parameters, inRange, timezone, from, to }: Question,
  by: readonly (typeof intervals)[number][] = intervals,
) {
  const events = worlds.get(place[0]) ?? [];
  const project = projectOf(place);
  const person = personOracle(events, []);
  const active = (isIn: (time: number) => boolean) =>
    distinct(events.filter(({ timestamp }) => isIn(timestamp)).map(person));
  const context = JSON.stringify([place, parameters]);
  const metrics = await reports.metrics(project, parseParameters(metricsParameters, parameters));
  expect(metrics.data, context).toEqual({
    active_users: active(inRange),
    ...metricsOracle(events, inRange),
  });
  for (const interval of by) {
    const input = { ...parameters, interval };
    const series = await reports.timeseries(project, parseParameters(timeseriesParameters, input));
    const expected = slicesOf(timezone, interval, from, to).map(({ start, end, date }) => {
      const inSlice = (time: number) => time >= Math.max(start, from) && time < Math.min(end, to);
      const { views_per_session, total_revenue, ...values } = metricsOracle(events, inSlice);
      const isCut = start < from || end > to;
      return { date, active_users: active(inSlice), ...values, ...(isCut ? { incomplete: true } : {}) };
    });
    expect(series.data, `${interval} ${context}`).toEqual(expected);
  }
  for (const dimension of ['country', 'channel'] as const) {
    const input = { ...parameters, dimension };
    const breakdown = await reports.breakdown(project, parseParameters(breakdownParameters, input));
    const valueAt = dimensionOracle(events, dimension);
    expect(breakdown.data, `${dimension} ${context}`).toEqual(
      breakdownOracle(events, inRange, valueAt, undefined, person),
    );
  }
  const pages = await reports.pages(project, parseParameters(pagesParameters, parameters));
  expect(pages.data, context).toEqual(topPagesOracle(events, inRange, undefined, person));
}

describe.each(places)('a project in %s', (...place) => {
  test('is answered by days of its zone from totals alone, as its events say', {
    timeout: 120_000,
  }, async () => {
    for (const question of questionsOf(place, place[0])) {
      statements.length = 0;
      // An hour of its clock may begin within one of UTC, by which totals are.
      await expectAnswers(place, question, ['day', 'week']);
      const ofRows = statements.filter((statement) => /activity_slots|page_slots/.test(statement));
      expect(ofRows, JSON.stringify(question.parameters)).toEqual([]);
    }
  });

  test('is answered by its hours, of days that are cut, and by other zones, as its events say', {
    timeout: 120_000,
  }, async () => {
    await expectAnswers(place, cutDays(place));
    for (const timezone of [place[0], 'UTC', 'Asia/Kathmandu']) {
      const questions = questionsOf(place, timezone);
      for (const question of [questions[1], questions[2], questions[5]])
        if (question) await expectAnswers(place, question);
    }
  });
});
