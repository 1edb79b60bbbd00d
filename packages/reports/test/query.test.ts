import { queryParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';

const now = Date.UTC(2027, 0, 1);

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => now });
});
afterAll(() => engine.close());

describe('by example', () => {
  const day = Date.UTC(2026, 4, 1);
  const asked = { startDate: '2026-05-01', endDate: '2026-05-02' };

  beforeAll(async () => {
    const rows = ['KR buy 10', 'KR view 0', 'KR view 0', 'US view 0', 'FR buy 4'].map((line, i) => {
      const [country = '', name = '', revenue = '0'] = line.split(' ');
      const known = { project_id: 'shop', timestamp: day + i * 3_600_000, device_id: `d${i % 3}` };
      return eventRow({ ...known, id: crypto.randomUUID(), country, name, revenue: Number(revenue) });
    });
    await engine.insertEvents(rows);
  });
  const ask = async (input: Record<string, unknown>) =>
    (await reports.query({ id: 'shop' }, parseParameters(queryParameters, { ...asked, ...input }))).data;

  test('a formula joins the series value by value, and a division by nothing is null', async () => {
    const data = await ask({
      series: [{ event: 'buy' }, { event: 'view' }],
      formulas: ['A/B*100'],
      breakdowns: ['country'],
    });
    const rates = data.filter(({ formula }) => formula).map(({ breakdown, total }) => [breakdown[0], total]);
    expect(rates).toEqual([
      ['FR', null],
      ['KR', 50],
      ['US', 0],
    ]);
    expect(data.filter(({ letter }) => letter === 'B').map(({ total }) => total)).toEqual([0, 2, 1]);
  });

  test('revenue can be summed, and filters of a series are its own', async () => {
    const filters = { field: 'country', op: 'is', value: 'KR' };
    const data = await ask({
      series: [
        { aggregation: 'sum', property: 'revenue' },
        { aggregation: 'sum', property: 'revenue', filters },
      ],
    });
    expect(data.map(({ total }) => total)).toEqual([14, 10]);
  });

  test('sums are of decimals as they were sent, whatever the parts they are stored in', async () => {
    const row = (i: number, coins: number, revenue: number, name = 'pay') =>
      eventRow({
        ...{ id: crypto.randomUUID(), project_id: 'coins', timestamp: day + i * 1_000, name, revenue },
        properties_number: { coins },
      });
    await engine.insertEvents([row(0, 123_456.7, 0.1)]);
    for (let i = 1; i <= 10; i += 1) await engine.insertEvents([row(i, 0.1, i === 1 ? 0.2 : 0)]);
    const small = [1e-7, 2e-7, 0.333_333_333_333_333_3, 123_456_789.123];
    await engine.insertEvents(small.map((coins, i) => row(20 + i, coins, 0, 'small')));
    await engine.insertEvents([5e19, 6e19, 0.5].map((coins, i) => row(30 + i, coins, 0, 'huge')));
    await engine.insertEvents([0.1, 0.2, 0.3].map((coins, i) => row(40 + i, coins, coins, 'thirds')));
    const of = async (event: string, aggregation: string, property: string) => {
      const series = [{ event, aggregation, property }];
      const parameters = parseParameters(queryParameters, { ...asked, series, interval: 'day' });
      const [line] = (await reports.query({ id: 'coins' }, parameters)).data;
      expect(line?.data?.[0]?.value).toBe(line?.total);
      return line?.total;
    };
    for (const _ of ['in parts', 'merged']) {
      expect(await of('pay', 'sum', 'properties.coins')).toBe(123_457.7);
      expect(await of('pay', 'avg', 'properties.coins')).toBe(11_223.427_272_727_273);
      expect(await of('pay', 'sum', 'revenue')).toBe(0.3);
      // 0.6 / 3 of doubles is 0.19999999999999998.
      expect(await of('thirds', 'avg', 'properties.coins')).toBe(0.2);
      expect(await of('thirds', 'avg', 'revenue')).toBe(0.2);
      expect(await of('small', 'sum', 'properties.coins')).toBe(123_456_789.456_333_64);
      // What may reach 10^20 is a sum of floats.
      expect(await of('huge', 'sum', 'properties.coins')).toBe(1.1e20);
      await engine.clickhouse.command({ query: `OPTIMIZE TABLE ${engine.database}.events FINAL` });
    }
  });

  test('an answer of too many points is refused with the numbers, before anything is asked', async () => {
    const series = Array.from({ length: 10 }, () => ({}));
    const year = { startDate: '2025-01-01', endDate: '2025-12-31', interval: 'hour' };
    const wide = { ...year, series, breakdowns: ['country', 'os', 'browser'] };
    const message = /8760000 points \(10 series and formulas × 100 values × 8760 buckets\)/;
    await expect(ask({ ...wide, limit: 100 })).rejects.toMatchObject({
      problems: [{ field: 'limit', message: expect.stringMatching(message) }],
    });
    expect((await ask({ ...wide, limit: 1 })).length).toBe(0);
    // Without a breakdown the limit says nothing.
    expect((await ask({ ...year, series, limit: 1000 })).length).toBe(10);
  });

  test('the range before is beside each line', async () => {
    const [line] = await ask({
      startDate: '2026-05-02',
      endDate: '2026-05-02',
      compare: 'previous_period',
      series: [{}],
    });
    expect([line?.total, line?.previous?.total]).toEqual([0, 5]);
  });

  test('the limit keeps the breakdown values that are largest in the first series, with true values in all', async () => {
    const data = await ask({
      series: [{ event: 'view' }, { event: 'buy' }],
      breakdowns: ['country'],
      limit: 1,
    });
    expect(data.map(({ letter, breakdown, total, rest }) => [letter, breakdown[0], total, rest])).toEqual([
      ['A', 'KR', 2, undefined],
      ['B', 'KR', 1, undefined],
      // All other countries together.
      ['A', '(other)', 1, true],
      ['B', '(other)', 1, true],
    ]);
  });

  test('a formula over a series that is not there is refused by name', async () => {
    await expect(ask({ series: [{}], formulas: ['A/B'] })).rejects.toMatchObject({
      problems: [{ field: 'formulas.0' }],
    });
  });
});
