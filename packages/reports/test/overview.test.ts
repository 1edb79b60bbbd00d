import {
  breakdownParameters,
  metricsParameters,
  pagesParameters,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, type Reports } from '../src/index.ts';
import { type Engine, startEngine, storages } from './engine.ts';
import { randomScene, type Scene } from './events.ts';
import { datesBetween, localDate, mondayOf } from './oracle/local-time.ts';
import {
  breakdownOracle,
  edgePagesOracle,
  metricsOracle,
  ofSession,
  topPagesOracle,
} from './oracle/overview.ts';
import { createRandom } from './random.ts';

const now = Date.UTC(2027, 0, 1);
/** `REPORT_SEEDS=1000` for a longer run. */
const seeds = Array.from({ length: Number(process.env.REPORT_SEEDS ?? 16) }, (_, seed) => seed + 1);
const scenes = seeds.map((seed) => randomScene(createRandom(seed), `p${seed}`));

let reports: Reports;

function rangeOf(scene: Scene) {
  const { startDate, endDate, timezone } = scene;
  const project = { id: scene.projectId, timezone };
  const inRange = (time: number) => {
    const date = localDate(timezone, time);
    return date >= startDate && date <= endDate;
  };
  return { project, inRange, parameters: { startDate, endDate } };
}

describe.each([...storages, 'late, spanning sessions not listed'] as const)(
  'on random events around days on which clocks change, %s',
  { timeout: 120_000 + seeds.length * 5_000 },
  (storage) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await startEngine();
      const limits = storage === 'late, spanning sessions not listed' ? { listedSessions: 0 } : {};
      reports = createReports({ ...engine, now: () => now, limits });
      await engine.insertEventsAs(
        storage === 'late, spanning sessions not listed' ? 'late' : storage,
        scenes.flatMap((scene) => scene.events),
      );
    });
    afterAll(() => engine.close());

    test('/metrics agrees with its oracle', async () => {
      for (const scene of scenes) {
        const { project, inRange, parameters } = rangeOf(scene);
        const { data } = await reports.metrics(project, metricsParameters.parse(parameters));
        expect(data, scene.projectId).toEqual(metricsOracle(scene.events, inRange));
      }
    });

    test('/metrics with a filter counts matching events, and sessions that have one', async () => {
      const filters = {
        or: [
          { field: 'country', op: 'is', value: 'KR' },
          { field: 'properties.level', op: 'gt', value: 1 },
        ],
      };
      for (const scene of scenes) {
        const { project, inRange, parameters } = rangeOf(scene);
        const { data } = await reports.metrics(project, metricsParameters.parse({ ...parameters, filters }));
        const passes = (event: Scene['events'][number]) =>
          event.country === 'KR' || (event.properties_number.level ?? 0) > 1;
        expect(data, scene.projectId).toEqual(metricsOracle(scene.events, inRange, passes));
      }
    });

    test('/timeseries by day and week agrees with the metrics of each day and week', async () => {
      for (const scene of scenes) {
        const { project, parameters } = rangeOf(scene);
        const dates = datesBetween(scene.startDate, scene.endDate);
        for (const interval of ['day', 'week'] as const) {
          const unitOf = (date: string) => (interval === 'day' ? date : mondayOf(date));
          const { data } = await reports.timeseries(
            project,
            timeseriesParameters.parse({ ...parameters, interval }),
          );
          const expected = [...new Set(dates.map(unitOf))].map((unit) => {
            const inUnit = (time: number) => {
              const date = localDate(scene.timezone, time);
              return dates.includes(date) && unitOf(date) === unit;
            };
            const { views_per_session, total_revenue, ...values } = metricsOracle(scene.events, inUnit);
            return { date: unit, ...values };
          });
          const found = data.map(({ incomplete, ...values }) => ({
            ...values,
            date: values.date.slice(0, 10),
          }));
          expect(found, `${scene.projectId} ${interval}`).toEqual(expected);
        }
      }
    });

    test('/timeseries by hour has every event in the hour its clock shows', async () => {
      for (const scene of scenes) {
        const { project, inRange, parameters } = rangeOf(scene);
        const { data } = await reports.timeseries(
          project,
          timeseriesParameters.parse({ ...parameters, interval: 'hour' }),
        );
        const counted = scene.events.filter((event) => inRange(event.timestamp));
        const expected = data.map((bucket, i) => {
          const start = Date.parse(bucket.date);
          const end = i + 1 < data.length ? Date.parse(data[i + 1]?.date ?? '') : Number.POSITIVE_INFINITY;
          return counted.filter((event) => event.timestamp >= start && event.timestamp < end).length;
        });
        expect(
          data.map((bucket) => bucket.total_events),
          scene.projectId,
        ).toEqual(expected);
        expect(expected.reduce((a, b) => a + b, 0)).toBe(counted.length);
      }
    });

    test('/breakdown by a column of the event agrees with its oracle', async () => {
      for (const scene of scenes) {
        const { project, inRange, parameters } = rangeOf(scene);
        for (const [dimension, valueFrom] of [
          ['country', (e: Scene['events'][number]) => e.country],
          ['name', (e: Scene['events'][number]) => e.name],
          ['properties.plan', (e: Scene['events'][number]) => e.properties.plan],
          ['properties.level', (e: Scene['events'][number]) => e.properties_number.level?.toString()],
          ['properties.vip', (e: Scene['events'][number]) => e.properties_bool.vip?.toString()],
        ] as const) {
          const { data } = await reports.breakdown(
            project,
            breakdownParameters.parse({ ...parameters, dimension }),
          );
          expect(data, `${scene.projectId} ${dimension}`).toEqual(
            breakdownOracle(scene.events, inRange, valueFrom),
          );
        }
      }
    });

    test('/breakdown by a source gives each event the source of its session', async () => {
      for (const scene of scenes) {
        const { project, inRange, parameters } = rangeOf(scene);
        const dimension = 'referrer_name';
        const { data } = await reports.breakdown(
          project,
          breakdownParameters.parse({ ...parameters, dimension }),
        );
        const valueFrom = ofSession(scene.events, (event) => event.referrer_name);
        expect(data, scene.projectId).toEqual(breakdownOracle(scene.events, inRange, valueFrom));
      }
    });

    test('between any two instants, and in pages of one row, reports agree with their oracles', async () => {
      for (const scene of scenes.filter(({ events }) => events.length > 0)) {
        const project = { id: scene.projectId, timezone: scene.timezone };
        const random = createRandom(scene.events.length);
        const [a, b] = [random.pick(scene.events).timestamp, random.pick(scene.events).timestamp];
        const [from, to] = [
          Math.min(a, b) - random.integer(0, 1),
          Math.max(a, b) + random.pick([1, 900_000]),
        ];
        const parameters = { startDate: new Date(from).toISOString(), endDate: new Date(to).toISOString() };
        const inRange = (time: number) => time >= from && time < to;
        const { data } = await reports.metrics(project, metricsParameters.parse(parameters));
        expect(data, scene.projectId).toEqual(metricsOracle(scene.events, inRange));
        const byCountry = breakdownParameters.parse({ ...parameters, dimension: 'country' });
        const countries = await reports.breakdown(project, byCountry);
        expect(countries.data, scene.projectId).toEqual(
          breakdownOracle(scene.events, inRange, (e) => e.country),
        );
        const pages: unknown[] = [];
        for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
          const page = await reports.pages(
            project,
            pagesParameters.parse({ ...parameters, limit: '1', cursor }),
          );
          pages.push(...page.data);
          cursor = page.meta.nextCursor;
        }
        expect(pages, scene.projectId).toEqual(topPagesOracle(scene.events, inRange));
      }
    });

    test('/pages agrees with its oracles', async () => {
      for (const scene of scenes) {
        const { project, inRange, parameters } = rangeOf(scene);
        const top = await reports.pages(project, pagesParameters.parse(parameters));
        expect(top.data, scene.projectId).toEqual(topPagesOracle(scene.events, inRange));
        const filters = { field: 'country', op: 'isNot', value: 'KR' };
        const filtered = await reports.pages(project, pagesParameters.parse({ ...parameters, filters }));
        const passes = (event: Scene['events'][number]) => event.country !== 'KR';
        expect(filtered.data, scene.projectId).toEqual(topPagesOracle(scene.events, inRange, passes));
        for (const by of ['entry', 'exit'] as const) {
          const edge = await reports.pages(project, pagesParameters.parse({ ...parameters, by }));
          expect(edge.data, `${scene.projectId} ${by}`).toEqual(edgePagesOracle(scene.events, inRange, by));
        }
      }
    });
  },
);
