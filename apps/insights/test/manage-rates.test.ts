import { randomUUID } from 'node:crypto';
import { daysToSeal, sealDays } from '@gatrix/analytics-clickhouse-schema';
import { moneySource } from '@gatrix/analytics-reports';
import { eventRow } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

const csv = { 'content-type': 'text/csv' };

async function open() {
  const { projectId, path, root } = await manage.newProject();
  const upload = async (payload: string) => {
    const { statusCode, body } = await manage.app.inject({
      ...{ method: 'PUT', url: `${path}/rates`, headers: { ...root, ...csv }, payload },
    });
    return { status: statusCode, ...JSON.parse(body) };
  };
  const range = 'startDate=2026-11-01&endDate=2026-11-10';
  return {
    ...{ projectId, path, root, upload },
    put: (rates: readonly unknown[]) => manage.ask('PUT', `${path}/rates`, root, { rates }),
    list: async () => (await manage.ask('GET', `${path}/rates`, root)).data,
    metrics: async () => {
      const { body } = await manage.ask('GET', `/insights/${projectId}/metrics?${range}`, root);
      return { revenue: body.data.total_revenue, ...body.meta.money };
    },
    pay: (day: number, revenue: number | string, currency: string, hour = 12) =>
      manage.engine.insertEvents([
        eventRow({
          ...{ id: randomUUID(), project_id: projectId, name: 'purchase', revenue, currency },
          timestamp: Date.UTC(2026, 10, day, hour),
          ...{ device_id: 'd', session_id: `s${day}` },
        }),
      ]),
  };
}

test('won and dollars are added in the reporting currency, at the last rate until the day', async () => {
  const { put, pay, metrics, list } = await open();
  await pay(3, 99, 'USD');
  await pay(3, 1_234_567, 'KRW');
  expect(await metrics()).toEqual({
    ...{ revenue: 99, currency: 'USD' },
    unconverted: [{ currency: 'KRW', amount: 1_234_567, events: 1 }],
  });
  const rates = [
    { currency: 'krw', day: '2026-11-02', rate: 0.0007 },
    { currency: 'KRW', day: '2026-11-04', rate: '0.000800' },
  ];
  expect((await put(rates)).data).toEqual({ reporting: 'USD', stored: 2 });
  expect(await list()).toEqual({
    reporting: 'USD',
    rates: [
      { currency: 'KRW', day: '2026-11-02', rate: '0.0007' },
      { currency: 'KRW', day: '2026-11-04', rate: '0.0008' },
    ],
  });
  expect(await metrics()).toEqual({ revenue: 99 + 864.1969, currency: 'USD', unconverted: [] });
});

test('what a change of rates says holds for days that are summed up, too, before and after they are again', async () => {
  const { put, pay, metrics, path, root, projectId } = await open();
  const seal = async () => {
    const target = { ...manage.engine, moneyOf: moneySource(manage.metadata) };
    const now = Date.UTC(2100, 0, 1);
    let days = 0;
    for (const portion of await daysToSeal(target, { projectId, now, patienceMs: 60_000 }))
      days += (await sealDays(target, portion, now)).length;
    return days;
  };
  await pay(3, 10_000, 'KRW');
  await pay(3, -2_500, 'KRW');
  await pay(3, 1, '');
  await put([{ currency: 'KRW', day: '2026-11-01', rate: '0.001' }]);
  await seal();
  expect((await metrics()).revenue).toBe(8.5);
  await put([{ currency: 'KRW', day: '2026-11-01', rate: '0.002' }]);
  expect((await metrics()).revenue).toBe(16);
  expect(await seal()).toBe(1);
  expect((await metrics()).revenue).toBe(16);
  const deleted = await manage.ask('DELETE', `${path}/rates/KRW/2026-11-01`, root);
  expect(deleted.data).toEqual({ deleted: 1 });
  expect(await metrics()).toMatchObject({ revenue: 1, unconverted: [{ amount: 7_500, events: 2 }] });
});

test('the reporting currency has rates of its own, and amounts without a currency are in it', async () => {
  const { put, pay, metrics, path, root, list } = await open();
  await pay(3, 5, 'USD');
  await pay(3, 1_000, 'KRW');
  await pay(3, 7, '');
  await put([{ currency: 'KRW', day: '2026-11-01', rate: '0.001' }]);
  expect((await metrics()).revenue).toBe(13);
  const settings = await manage.ask('PATCH', path, root, { settings: { currency: 'krw' } });
  expect(settings.data.settings.currency).toBe('KRW');
  expect(await list()).toEqual({ reporting: 'KRW', rates: [] });
  expect(await metrics()).toMatchObject({
    ...{ revenue: 1_007, currency: 'KRW', unconverted: [{ currency: 'USD', amount: 5 }] },
  });
  await put([{ currency: 'USD', day: '2026-11-01', rate: '1400' }]);
  expect(await metrics()).toEqual({ revenue: 8_007, currency: 'KRW', unconverted: [] });
  await manage.ask('PATCH', path, root, { settings: { currency: null } });
  expect((await metrics()).revenue).toBe(13);
});

test("the day is the project's own, whatever zone is asked for", async () => {
  const { put, pay, path, root, projectId } = await open();
  await manage.ask('PATCH', path, root, { timezone: 'Asia/Seoul' });
  // 4 November in Seoul.
  await pay(3, 1_000, 'KRW', 16);
  await put([
    { currency: 'KRW', day: '2026-11-01', rate: '0.001' },
    { currency: 'KRW', day: '2026-11-04', rate: '0.002' },
  ]);
  for (const zone of ['Asia/Seoul', 'UTC']) {
    const asked = `startDate=2026-11-03&endDate=2026-11-04&timezone=${zone}`;
    const { data } = await manage.ask('GET', `/insights/${projectId}/metrics?${asked}`, root);
    expect(data.total_revenue, zone).toBe(2);
  }
});

test('every report converts, and says what it left out', async () => {
  const { put, pay, projectId, root } = await open();
  await pay(3, 1_000, 'KRW');
  await pay(4, 3, 'USD');
  await pay(4, 9, 'XAF');
  await put([{ currency: 'KRW', day: '2026-11-01', rate: '0.001' }]);
  const series = [
    { event: 'purchase', aggregation: 'sum', property: 'revenue' },
    { event: 'purchase', aggregation: 'avg', property: 'revenue' },
  ];
  const filter = JSON.stringify({ field: 'revenue', op: 'is', value: 1 });
  const ask = async (question: string) => {
    const range = 'startDate=2026-11-01&endDate=2026-11-10';
    const join = question.includes('?') ? '&' : '?';
    const { body } = await manage.ask('GET', `/insights/${projectId}/${question}${join}${range}`, root);
    return body;
  };
  const left = { currency: 'USD', unconverted: [{ currency: 'XAF', amount: 9, events: 1 }] };
  const answers = {
    breakdown: await ask('breakdown?dimension=country'),
    byProperty: await ask('breakdown?dimension=name'),
    monetization: await ask('monetization'),
    query: (
      await manage.ask('POST', `/insights/${projectId}/query`, root, {
        ...{ series, startDate: '2026-11-01', endDate: '2026-11-10' },
      })
    ).body,
    sessions: await ask('sessions'),
  };
  for (const [name, { meta }] of Object.entries(answers)) expect(meta?.money, name).toEqual(left);
  expect(answers.breakdown.data.map((row: { revenue: number }) => row.revenue)).toEqual([4]);
  expect(answers.byProperty.data.map((row: { revenue: number }) => row.revenue)).toEqual([4]);
  expect(answers.monetization.data).toMatchObject({ revenue: 4 });
  expect(answers.query.data.map((line: { total: number }) => line.total)).toEqual([4, 2]);
  expect(answers.sessions.data.map((row: { revenue: number }) => row.revenue)).toEqual([3, 1]);
  expect((await ask(`metrics?filters=${encodeURIComponent(filter)}`)).data.total_events).toBe(1);
  expect(
    (await ask('events')).data.map((row: Record<string, unknown>) => [row.revenue, row.currency]),
  ).toEqual(expect.arrayContaining([[1_000, 'KRW']]));
});

describe('rates', () => {
  test('come as CSV, columns in any order', async () => {
    const { upload, list } = await open();
    const file = '\uFEFFCurrency;Day;Rate\r\nEUR;2026-11-01;1.10\r\n"JPY";2026-11-02;0.0066\r\n\r\n';
    expect(await upload(file)).toMatchObject({ status: 200, data: { stored: 2 } });
    expect((await list()).rates).toEqual([
      { currency: 'EUR', day: '2026-11-01', rate: '1.1' },
      { currency: 'JPY', day: '2026-11-02', rate: '0.0066' },
    ]);
  });

  test.each([
    ['day,rate\n2026-11-01,1', ['line 1: currency']],
    ['day,currency,rate\n2026-11-01,EUR,1.1\n2026-13-01,EUR,1.1', ['line 3: day']],
    ['day,currency,rate\n2026-11-01,EURO,x', ['line 2: currency', 'line 2: rate']],
    ['day,currency,rate\n2026-11-01,EUR,"1,1"', ['line 2: rate']],
    ['day;currency;rate\n2026-11-01;EUR;1,1', ['line 2: rate']],
    ['day\tcurrency\trate\n2026-11-01\tEUR\t1,1', ['line 2: rate']],
    ['day,currency,rate\n2026-11-01,EUR,1\n\n2026-11-02,EUR,1,1', ['line 4']],
    ['day,currency,rate\n2026-11-01,EUR,"1', ['line 2']],
    ['day,currency,rate\n2026-11-01,EUR,0', ['line 2: rate']],
    ['day,currency,rate\n2026-11-01,EUR,-1', ['line 2: rate']],
    ['day,currency,rate\n2026-11-01,EUR,1e-13', ['line 2: rate']],
    ['day,currency,rate\n2026-11-01,USD,1', ['line 2: currency']],
    ['day,currency,rate\n2026-11-01,EUR,1\n2026-11-01,eur,2', ['line 3: day']],
    ['day,currency,rate\n1969-12-31,EUR,1', ['line 2: day']],
    ['', ['line 1: day', 'line 1: currency', 'line 1: rate']],
    ['day,currency,rate\n', ['rates']],
  ])('%j is refused by line and field, and nothing of it is stored', async (file, fields) => {
    const { upload, list } = await open();
    const { status, error } = await upload(file);
    expect([status, error.details.map(({ field }: { field: string }) => field)]).toEqual([400, fields]);
    expect((await list()).rates).toEqual([]);
  });

  test('as JSON are refused by place and field', async () => {
    const { put } = await open();
    const sent = [{ currency: 'EUR', day: '2026-11-01', rate: 1 }, { currency: 'X', day: 'now' }, 'x'];
    const { status, body } = await put(sent);
    expect(status).toBe(400);
    expect(body.error.details.map(({ field }: { field: string }) => field)).toEqual([
      ...['rates.1.currency', 'rates.1.day', 'rates.1.rate', 'rates.2'],
    ]);
  });

  test('are noted down, and all of a currency go at once', async () => {
    const { put, path, root, list, projectId } = await open();
    const of = (currency: string, day: string) => ({ currency, day, rate: 2 });
    await put([of('EUR', '2026-11-01'), of('EUR', '2026-11-02'), of('JPY', '2026-11-02')]);
    expect((await manage.ask('DELETE', `${path}/rates/EUR`, root)).data).toEqual({ deleted: 2 });
    expect((await list()).rates).toMatchObject([{ currency: 'JPY' }]);
    const log = await manage.metadata.auditLog.list(projectId, { limit: 9 });
    expect(log.map(({ action }) => action).sort()).toEqual(['deleteRates', 'putRates']);
  });
});
