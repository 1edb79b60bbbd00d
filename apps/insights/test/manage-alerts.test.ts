import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let projectId: string;
let path: string;
let root: Headers;
let savedReportId: string;
let segmentId: string;

beforeAll(async () => {
  manage = await startManage();
  ({ projectId, path, root } = await manage.newProject());
  const query = { series: [{ event: 'purchase' }], formulas: ['A*2'] };
  const saved = { name: 'Purchases', report: 'query', query };
  savedReportId = (await manage.ask('POST', `${path}/saved-reports`, root, saved)).data.id;
  const segment = { name: 'Everybody', definition: { did: true } };
  segmentId = (await manage.ask('POST', `/insights/${projectId}/segments`, root, segment)).data.id;
});
afterAll(() => manage.close());

const condition = { kind: 'threshold', op: 'gt', value: 5 };
const alertOn = (more: object = {}) => ({
  ...{ name: 'Too many', watch: { savedReportId, figure: 'A' }, interval: 'hour', condition },
  ...more,
});
const create = (more: object = {}, headers = root) =>
  manage.ask('POST', `${path}/alerts`, headers, alertOn(more));

test('an alert is made with the value of the last bucket, listed, changed, snoozed and deleted', async () => {
  const created = await create();
  expect(created).toMatchObject({ status: 201, data: { ...alertOn(), state: 'no_data', value: 0 } });
  const { id } = created.data;
  const band = { kind: 'band' };
  const url = `${path}/alerts/${id}`;
  const changed = await manage.ask('PATCH', url, root, { condition: band, name: 'Odd' });
  const defaults = { kind: 'band', weeks: 6, width: 4, side: 'outside' };
  expect(changed.data).toMatchObject({ name: 'Odd', condition: defaults, watch: alertOn().watch });
  const snoozedUntil = '2040-01-01T00:00:00.000Z';
  expect((await manage.ask('PATCH', url, root, { snoozedUntil })).data).toMatchObject({ snoozedUntil });
  expect((await manage.ask('PATCH', url, root, { snoozedUntil: null })).data.snoozedUntil).toBeNull();
  expect((await manage.ask('GET', `${path}/alerts`, root)).data).toHaveLength(1);
  const seen = { value: 7, firstValue: 6, low: null, high: 5, state: 'firing' } as const;
  const bucket = Date.now() - 3_600_000;
  await manage.metadata.alerts.putValue(id, { ...seen, bucket, seenAt: bucket, revisedAt: null });
  const history = await manage.ask('GET', `${url}/history`, root);
  expect(history.data).toEqual([
    {
      ...seen,
      bucket: new Date(bucket).toISOString(),
      seenAt: new Date(bucket).toISOString(),
      revisedAt: null,
    },
  ]);
  const later = encodeURIComponent(new Date(bucket + 1).toISOString());
  expect((await manage.ask('GET', `${url}/history?from=${later}`, root)).data).toEqual([]);
  expect((await manage.ask('DELETE', url, root)).status).toBe(200);
  expect((await manage.ask('GET', url, root)).status).toBe(404);
  expect((await manage.ask('GET', `${url}/history`, root)).status).toBe(404);
});

describe('what is wrong is named', () => {
  test.each([
    [{ name: '' }, 'name'],
    [{ watch: {} }, 'watch'],
    [{ watch: { savedReportId: 'nowhere', figure: 'A' } }, 'watch.savedReportId'],
    [{ interval: 'month' }, 'interval'],
    [{ condition: { kind: 'threshold', op: 'gt' } }, 'condition.value'],
    [{ condition: { kind: 'guess' } }, 'condition.kind'],
    [{ condition: { kind: 'band', weeks: 2 } }, 'condition.weeks'],
    [{ extra: 1 }, 'extra'],
  ])('%j at %s', async (more, field) => {
    const { status, body } = await create(more);
    expect([status, body.error.details?.[0]?.field]).toEqual([400, field]);
  });

  test('a figure that the report does not have, and an interval that it is not known in', async () => {
    const figure = await create({ watch: { savedReportId, figure: 'B' } });
    expect([figure.status, figure.body.error.details[0].field]).toEqual([400, 'watch.figure']);
    const hourly = await create({ watch: { segmentId } });
    expect([hourly.status, hourly.body.error.details[0].field]).toEqual([400, 'interval']);
    const nowhere = await create({ watch: { segmentId: 'nowhere' }, interval: 'day' });
    expect([nowhere.status, nowhere.body.error.details[0].field]).toEqual([400, 'watch.segmentId']);
  });
});

test('viewers look; a report or segment that is watched cannot be deleted', async () => {
  const { id } = (await create({ watch: { segmentId }, interval: 'day' })).data;
  const second = (await create()).data;
  for (const headers of [await manage.as('viewer'), await manage.newClient(projectId, 'read')]) {
    expect((await manage.ask('GET', `${path}/alerts/${id}`, headers)).status).toBe(200);
    expect((await create({}, headers)).status).toBe(403);
    expect((await manage.ask('PATCH', `${path}/alerts/${id}`, headers, { name: 'x' })).status).toBe(403);
    expect((await manage.ask('DELETE', `${path}/alerts/${id}`, headers)).status).toBe(403);
  }
  const other = await manage.newProject('stranger');
  expect((await manage.ask('GET', `${other.path}/alerts/${id}`, other.root)).status).toBe(404);
  const segment = await manage.ask('DELETE', `/insights/${projectId}/segments/${segmentId}`, root);
  const report = await manage.ask('DELETE', `${path}/saved-reports/${savedReportId}`, root);
  for (const [{ status, body }, used] of [[segment, id] as const, [report, second.id] as const]) {
    expect([status, body.error.details]).toEqual([
      409,
      [{ field: `alert.${used}`, message: 'Too many uses it' }],
    ]);
  }
});
