import { createClient } from '@clickhouse/client';
import { createReports } from '@gatrix/analytics-reports';
import { eventRow } from '@gatrix/analytics-reports/testing';
import parse from 'parse-prometheus-text-format';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGaugeReader } from '../src/gauges/read-gauges.ts';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

let projectId: string;
let path: string;
let root: Headers;
let token: string;
let savedReportId: string;

const save = async (name: string, report: string, query: object) =>
  (await manage.ask('POST', `${path}/saved-reports`, root, { name, report, query })).data.id as string;
const newToken = async (kind: string, to = path, by = root) =>
  (await manage.ask('POST', `${to}/tokens`, by, { name: 'Prometheus', kind })).data;
const create = (more: object = {}) =>
  manage.ask('POST', `${path}/gauges`, root, {
    ...{ name: 'purchases', watch: { savedReportId, figure: 'A' }, interval: 'week' },
    ...more,
  });
const scrape = async (headers: Headers, of = projectId, query = '') => {
  const url = `/prometheus/${of}${query}`;
  const { statusCode: status, headers: answered, body } = await manage.app.inject({ url, headers });
  return { status, headers: answered, body };
};
const bearer = (secret: string): Headers => ({ authorization: `Bearer ${secret}` });
/** Events in the bucket that a gauge's answer named. */
const insert = (bucket: string, count: number) =>
  manage.engine.insertEvents(
    Array.from({ length: count }, (_, index) =>
      eventRow({
        ...{ id: crypto.randomUUID(), project_id: projectId, name: 'purchase' },
        ...{ timestamp: Date.parse(bucket) + index, device_id: `d${index}`, session_id: `s${index}` },
      }),
    ),
  );

beforeEach(async () => {
  ({ projectId, path, root } = await manage.newProject());
  ({ token } = await newToken('gauges'));
  const query = { series: [{ event: 'purchase' }, { event: 'refund' }], formulas: ['A/B'] };
  savedReportId = await save('Purchases of "week"\nand\\more', 'query', query);
});

describe('GET /prometheus/:projectId', () => {
  test("shows the figures of the last whole bucket in Prometheus' form, and none that has no value", async () => {
    const { data } = await create();
    expect(data).toMatchObject({ metric: 'gatrix_impact_purchases', value: 0, problem: null });
    await insert(data.bucket, 3);
    const funnel = await save('Shop', 'funnel', { steps: [{ name: 'nobody' }, { name: 'purchase' }] });
    await create({ name: 'per_refund', watch: { savedReportId, figure: 'A/B' } });
    await create({
      name: 'conversion',
      watch: { savedReportId: funnel, figure: 'conversion' },
      help: 'How many',
    });
    await create({ name: 'refunds', watch: { savedReportId, figure: 'B' } });

    const { status, headers, body } = await scrape(bearer(token));
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const labels = { project: projectId, interval: 'week' };
    const gauge = { type: 'GAUGE', help: expect.any(String) };
    expect(parse(body)).toEqual([
      { ...gauge, name: 'gatrix_impact_conversion', help: 'How many', metrics: [] },
      { ...gauge, name: 'gatrix_impact_per_refund', metrics: [] },
      {
        ...gauge,
        name: 'gatrix_impact_purchases',
        help: 'Purchases of "week"\nand\\more, A, of the last whole week',
        metrics: [{ value: '3', labels }],
      },
      { ...gauge, name: 'gatrix_impact_refunds', metrics: [{ value: '0', labels }] },
    ]);
    expect(body).not.toMatch(/gatrix_impact_(conversion|per_refund)\{/);
  });

  test('is 401 without a token of its own, with one answer for all that is wrong', async () => {
    await create();
    const revoked = await newToken('gauges');
    const gone = await manage.ask('DELETE', `${path}/tokens/${revoked.id}`, root);
    expect(gone.data.revokedAt).toEqual(expect.any(String));
    const other = await manage.newProject('stranger');
    const foreign = await newToken('gauges', other.path, other.root);
    const inbox = await newToken('inbox');
    const reader = await manage.newClient(projectId, 'read');
    const refused = [
      await scrape({}),
      await scrape(root),
      await scrape(reader),
      await scrape(bearer('')),
      ...(await Promise.all(
        [`${token}x`, token.slice(0, -1), revoked.token, foreign.token, inbox.token].map((wrong) =>
          scrape(bearer(wrong)),
        ),
      )),
      await scrape(bearer(token), other.projectId),
      await scrape(bearer(token), 'nowhere'),
      await scrape({}, projectId, '?token=x'),
      await scrape({}, projectId, `?token=${token}&token=${token}`),
    ];
    expect(new Set(refused.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(refused[0]).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect((await scrape({}, projectId, `?token=${token}`)).status).toBe(200);
    expect((await scrape(bearer(foreign.token), other.projectId)).body.trim()).toBe('');
  });

  test('leaves out what cannot be asked any more, and says why to whoever manages it', async () => {
    const { data } = await create();
    await create({ name: 'refunds', watch: { savedReportId, figure: 'B' } });
    const changed = { query: { series: [{ event: 'purchase' }] } };
    await manage.ask('PATCH', `${path}/saved-reports/${savedReportId}`, root, changed);
    const shown = parse((await scrape(bearer(token))).body);
    expect(shown.map(({ name, metrics }) => [name, metrics.length])).toEqual([
      ['gatrix_impact_purchases', 1],
      ['gatrix_impact_refunds', 0],
    ]);
    const [, refunds] = (await manage.ask('GET', `${path}/gauges`, root)).data;
    const asked = await manage.ask('GET', `${path}/gauges/${refunds.id}`, root);
    expect(asked.data).toMatchObject({ value: null, problem: expect.stringContaining('figure') });
    const deleted = await manage.ask('DELETE', `${path}/saved-reports/${savedReportId}`, root);
    expect([deleted.status, deleted.body.error.details]).toEqual([
      409,
      expect.arrayContaining([{ field: `gauge.${data.id}`, message: 'purchases uses it' }]),
    ]);
  });
});

describe('a gauge', () => {
  test('is changed and deleted; another name is another metric', async () => {
    const { data } = await create();
    const url = `${path}/gauges/${data.id}`;
    const changed = await manage.ask('PATCH', url, root, { name: 'sales', interval: 'day', help: 'All' });
    expect(changed.data).toMatchObject({ metric: 'gatrix_impact_sales', interval: 'day', watch: data.watch });
    expect((await manage.ask('PATCH', url, root, { help: null })).data.help).toBeNull();
    expect((await scrape(bearer(token))).body).toMatch(/^gatrix_impact_sales\{.*interval="day"\} 0$/m);
    expect((await manage.ask('DELETE', url, root)).status).toBe(200);
    expect((await manage.ask('GET', url, root)).status).toBe(404);
    expect((await scrape(bearer(token))).body.trim()).toBe('');
  });

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 'Purchases' }, 'name'],
    [{ name: '1st' }, 'name'],
    [{ name: 'a-b' }, 'name'],
    [{ name: 'a\nb 1' }, 'name'],
    [{ name: 'gatrix_impact_purchases' }, 'name'],
    [{ name: 'taken' }, 'name'],
    [{ help: '' }, 'help'],
    [{ watch: { savedReportId: 'nowhere', figure: 'A' } }, 'watch.savedReportId'],
    [{ interval: 'month' }, 'interval'],
    [{ condition: {} }, 'condition'],
  ])('%j is refused at %s', async (more, field) => {
    await create({ name: 'taken' });
    const { status, body } = await create(more);
    expect([status, body.error?.details[0]?.field]).toEqual([400, field]);
  });

  test('is read anew after 20 seconds, however many ask; it rejects while the database is away', async () => {
    const { data } = await create();
    let time = Date.now();
    const deps = { metadata: manage.metadata, now: () => time };
    const reports = createReports({ ...manage.engine, now: Date.now });
    const project = await manage.metadata.projects.get(projectId);
    if (!project) throw new Error('the project is gone');
    const gauges = await manage.metadata.gauges.list(projectId);
    const reader = createGaugeReader({ ...deps, reports });
    const valuesOf = async () => (await reader.read(project, gauges)).map(({ value }) => value);
    expect(await valuesOf()).toEqual([0]);
    await insert(data.bucket, 2);
    time += 19_999;
    expect(await valuesOf()).toEqual([0]);
    time += 1;
    expect(await valuesOf()).toEqual([2]);
    const clickhouse = createClient({ url: 'http://127.0.0.1:9', request_timeout: 1_000 });
    const away = createReports({ clickhouse, database: 'analytics', now: Date.now });
    const failing = createGaugeReader({ ...deps, reports: away });
    await expect(failing.read(project, gauges)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await clickhouse.close();
  });
});
