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
    expect(data.map(({ letter, breakdown, total }) => [letter, breakdown[0], total])).toEqual([
      ['A', 'KR', 2],
      ['B', 'KR', 1],
    ]);
  });

  test('a formula over a series that is not there is refused by name', async () => {
    await expect(ask({ series: [{}], formulas: ['A/B'] })).rejects.toMatchObject({
      problems: [{ field: 'formulas.0' }],
    });
  });
});
