import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
beforeAll(async () => {
  manage = await startManage();
});
afterAll(() => manage.close());

let projectId: string;
let path: string;
let root: Headers;
let savedReportId: string;
let channelId: string;
beforeEach(async () => {
  ({ projectId, path, root } = await manage.newProject());
  const query = { series: [{ event: 'purchase' }] };
  savedReportId = (await post('saved-reports', { name: 'Sales', report: 'query', query })).data.id;
  const settings = { kind: 'webhook', url: 'https://example.com/' };
  channelId = (await post('channels', { name: 'C', settings })).data.id;
});

const post = (to: string, body: object) => manage.ask('POST', `${path}/${to}`, root, body);
const create = (more: object = {}) =>
  post('digests', {
    ...{ name: 'Morning', source: { savedReportId }, schedule: { every: 'day', hour: 9 } },
    channels: [channelId],
    ...more,
  });

test('a digest is made for its next day, listed, changed, paused, sent by hand and deleted', async () => {
  const made = await create();
  expect(made).toMatchObject({
    status: 201,
    data: { name: 'Morning', paused: false, source: { savedReportId }, channels: [channelId] },
  });
  const { id, nextAt } = made.data;
  expect(nextAt).toMatch(/T09:00:00\.000Z$/);
  const untilNext = Date.parse(nextAt) - Date.now();
  expect([untilNext > 0, untilNext <= 86_400_000]).toEqual([true, true]);
  const url = `${path}/digests/${id}`;
  const patch = async (body: object) => (await manage.ask('PATCH', url, root, body)).data;
  expect(await patch({ schedule: { every: 'week', hour: 7 } })).toMatchObject({
    schedule: { every: 'week', weekday: 1, hour: 7 },
    nextAt: expect.stringMatching(/T07:00:00\.000Z$/),
  });
  expect(await patch({ paused: true })).toMatchObject({ paused: true, nextAt: null });
  expect(await patch({ name: 'New' })).toMatchObject({ name: 'New', paused: true });
  expect(await patch({ paused: false })).toMatchObject({ paused: false, nextAt: expect.any(String) });
  const sent = await post(`digests/${id}/send`, {});
  const { deliveries } = sent.data;
  expect(deliveries).toMatchObject([
    { channelId, subjectId: id, status: 'pending', message: { type: 'digest' } },
  ]);
  const [delivery] = (await manage.ask('GET', `${path}/deliveries?subjectId=${id}`, root)).data;
  expect(delivery).toEqual(deliveries[0]);
  expect((await manage.ask('GET', `${path}/digests`, root)).data).toHaveLength(1);
  const log = (await manage.ask('GET', `${path}/audit-log`, root)).data;
  expect(log[0]).toMatchObject({ action: 'sendDigest', subject: expect.stringContaining(id) });
  expect((await manage.ask('DELETE', url, root)).status).toBe(200);
  expect((await manage.ask('GET', url, root)).status).toBe(404);
});

test('what a digest sends or is told by cannot be deleted', async () => {
  const { id } = (await create()).data;
  for (const used of [`saved-reports/${savedReportId}`, `channels/${channelId}`]) {
    const { status, body } = await manage.ask('DELETE', `${path}/${used}`, root);
    expect([status, body.error.details]).toEqual([
      409,
      [{ field: `digest.${id}`, message: 'Morning uses it' }],
    ]);
  }
  const board = (await post('boards', { name: 'B' })).data;
  await manage.ask('PATCH', `${path}/digests/${id}`, root, { source: { boardId: board.id } });
  expect((await manage.ask('DELETE', `${path}/boards/${board.id}`, root)).status).toBe(409);
});

describe('what is wrong is named', () => {
  test.each([
    [{ name: '' }, 'name'],
    [{ source: {} }, 'source'],
    [{ source: { savedReportId: 'nowhere' } }, 'source.savedReportId'],
    [{ source: { boardId: 'nowhere' } }, 'source.boardId'],
    [{ schedule: { every: 'year', hour: 9 } }, 'schedule.every'],
    [{ schedule: { every: 'day', hour: 24 } }, 'schedule.hour'],
    [{ schedule: { every: 'day', hour: 9, weekday: 1 } }, 'schedule.weekday'],
    [{ schedule: { every: 'week', weekday: 0, hour: 9 } }, 'schedule.weekday'],
    [{ schedule: { every: 'month', day: 32, hour: 9 } }, 'schedule.day'],
    [{ channels: [] }, 'channels'],
    [{ channels: ['nowhere'] }, 'channels.0'],
    [{ extra: 1 }, 'extra'],
  ])('%j at %s', async (more, field) => {
    const { status, body } = await create(more);
    expect([status, body.error?.details[0]?.field]).toEqual([400, field]);
  });

  test('a report without figures, a signal of Gatrix, and what belongs to another project', async () => {
    const flows = (await post('saved-reports', { name: 'F', report: 'flows', query: {} })).data.id;
    const settings = { kind: 'gatrix-signal', url: 'https://example.com', endpoint: 'off', token: 't' };
    const signal = (await post('channels', { name: 'S', settings })).data.id;
    const fieldOf = async (more: object) => (await create(more)).body.error.details[0].field;
    expect(await fieldOf({ source: { savedReportId: flows } })).toBe('source.savedReportId');
    expect(await fieldOf({ channels: [channelId, signal] })).toBe('channels.1');
    const { id } = (await create()).data;
    const other = await manage.newProject('stranger');
    expect((await manage.ask('GET', `${other.path}/digests/${id}`, other.root)).status).toBe(404);
    const foreign = { source: { savedReportId }, schedule: { every: 'day', hour: 1 }, channels: [channelId] };
    const made = await manage.ask('POST', `${other.path}/digests`, other.root, { name: 'n', ...foreign });
    expect(made.status).toBe(400);
    expect(await manage.metadata.digests.list(projectId)).toHaveLength(1);
  });
});
