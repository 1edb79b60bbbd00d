import { randomUUID } from 'node:crypto';
import { eventRow } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let projectId: string;
let path: string;
let root: Headers;
let purchases: string;
let overview: string;

const dayMs = 86_400_000;

beforeAll(async () => {
  manage = await startManage();
  ({ projectId, path, root } = await manage.newProject());
  const at = (days: number, known: object) =>
    eventRow({ id: randomUUID(), project_id: projectId, timestamp: Date.now() - days * dayMs, ...known });
  await manage.engine.insertEvents([
    at(0, { name: 'purchase', profile_id: 'ann', country: 'KR', revenue: 3 }),
    at(1, { name: 'purchase', profile_id: 'bob', country: 'US', revenue: 4 }),
    at(3, { name: 'purchase', profile_id: 'bob', country: 'KR', revenue: 5 }),
  ]);
  const save = async (body: object) =>
    (await manage.ask('POST', `${path}/saved-reports`, root, body)).data.id;
  purchases = await save({
    ...{ name: 'Purchases', report: 'query' },
    query: { series: [{ event: 'purchase' }], startDate: '2020-01-01', endDate: '2020-01-02' },
  });
  const parameters = { interval: 'day', compare: 'previous_period' };
  overview = await save({ name: 'Overview', report: 'overview', query: { search: 'range=7d', parameters } });
});
afterAll(() => manage.close());

const create = (body: object, headers = root) =>
  manage.ask('POST', `${path}/boards`, headers, { name: 'Sales', ...body });
const answersOf = async (id: string, query: Record<string, string> = {}, headers = root) =>
  manage.ask('GET', `/insights/${projectId}/boards/${id}/answers?${new URLSearchParams(query)}`, headers);

const items = () => [
  { id: 'n', kind: 'note', text: '# Hello <script>', width: 'full' },
  { id: 'p', kind: 'report', savedReportId: purchases, width: 'half' },
  { id: 'o', kind: 'report', savedReportId: overview, width: 'half' },
  { id: 'f', kind: 'figure', savedReportId: purchases, figure: 'A', width: 'third' },
];

test('a board is made, reordered, changed and deleted, and its reports stay', async () => {
  const made = await create({ range: { lastDays: 2 }, items: items() });
  expect(made).toMatchObject({
    status: 201,
    data: { name: 'Sales', range: { lastDays: 2 }, items: items() },
  });
  const url = `${path}/boards/${made.data.id}`;
  const turned = await manage.ask('PATCH', url, root, { items: items().reverse() });
  expect(turned.data.items.map(({ id }: { id: string }) => id)).toEqual(['f', 'o', 'p', 'n']);
  const filters = { field: 'country', op: 'is', value: 'KR' };
  expect((await manage.ask('PATCH', url, root, { filters })).data).toMatchObject({ filters, name: 'Sales' });
  const cleared = await manage.ask('PATCH', url, root, { filters: null, name: 'Money' });
  expect(cleared.data.filters).toBeUndefined();
  expect((await manage.ask('GET', url, root)).data).toMatchObject({ name: 'Money', usedBy: [] });
  const used = await manage.ask('DELETE', `${path}/saved-reports/${purchases}`, root);
  expect([used.status, used.body.error.details[0].field]).toEqual([409, `board.${made.data.id}`]);
  expect((await manage.ask('DELETE', url, root)).status).toBe(200);
  expect((await manage.ask('GET', url, root)).status).toBe(404);
  expect((await manage.ask('GET', `${path}/saved-reports`, root)).data).toHaveLength(2);
});

describe('its answers', () => {
  const total = (answers: { body: { data: { items: { id: string }[] } } }, id: string) =>
    answers.body.data.items.find((item) => item.id === id) as Record<string, never> | undefined;

  test('are over one range, which ends today, whatever the reports were saved with', async () => {
    const { id } = (await create({ range: { lastDays: 2 }, items: items() })).data;
    const answers = await answersOf(id);
    expect(answers.data.items.map((item: { id: string }) => item.id)).toEqual(['p', 'o', 'f']);
    expect(total(answers, 'p')).toMatchObject({
      ...{ name: 'Purchases', report: 'query' },
      answers: [{ report: 'query', data: [{ total: 2 }] }],
    });
    expect(total(answers, 'o')).toMatchObject({
      answers: [
        { report: 'metrics', data: { total_revenue: 7, previous: { total_revenue: 5 } } },
        { report: 'timeseries', data: [{ total_events: 1 }, { total_events: 1 }] },
      ],
    });
    // Of the two days before.
    expect(total(answers, 'f')).toMatchObject({ value: 2, previous: 1 });
  });

  test('have the board’s filters, or those that are asked with, beside the report’s own', async () => {
    const filters = { field: 'country', op: 'is', value: 'KR' };
    const { id } = (await create({ filters, items: items().slice(3) })).data;
    expect(total(await answersOf(id), 'f')).toMatchObject({ value: 2 });
    const asked = JSON.stringify({ field: 'country', op: 'is', value: 'US' });
    expect(total(await answersOf(id, { filters: asked }), 'f')).toMatchObject({ value: 1 });
    const own = { series: [{ event: 'purchase' }], filters: { field: 'profile_id', op: 'is', value: 'bob' } };
    const saved = { name: 'Bob', report: 'query', query: own };
    const savedReportId = (await manage.ask('POST', `${path}/saved-reports`, root, saved)).data.id;
    const bobs = await create({ filters, items: [{ id: 'b', kind: 'figure', savedReportId, figure: 'A' }] });
    expect(total(await answersOf(bobs.data.id), 'b')).toMatchObject({ value: 1 });
  });

  test('are of another range or of some items where that is asked', async () => {
    const { id } = (await create({ range: { lastDays: 2 }, items: items() })).data;
    const startDate = new Date(Date.now() - 5 * dayMs).toISOString().slice(0, 10);
    const answers = await answersOf(id, { startDate, items: 'f,n' });
    expect(answers.data.items).toEqual([expect.objectContaining({ id: 'f', value: 3 })]);
    // The page asks for a new item before it is saved.
    const unsaved = await answersOf(id, { startDate, items: 'new' });
    expect([unsaved.status, unsaved.data.items]).toEqual([200, []]);
    expect((await answersOf(id, { startDate: 'x' })).body.error.details[0].field).toBe('startDate');
    const backwards = await answersOf(id, { startDate: '2026-01-02', endDate: '2026-01-01' });
    expect([backwards.status, backwards.body.error?.details[0].field]).toEqual([400, 'endDate']);
  });

  test('say what is wrong with one, and the others are there', async () => {
    const { id } = (await create({ items: items() })).data;
    await manage.metadata.savedReports.update(purchases, { query: { series: 'broken' } });
    const answers = await answersOf(id);
    await manage.metadata.savedReports.update(purchases, { query: { series: [{ event: 'purchase' }] } });
    expect(total(answers, 'p')).toMatchObject({ name: 'Purchases', error: { code: 'invalid_parameters' } });
    expect(total(answers, 'o')).toHaveProperty('answers');
  });
});

test.each([
  [{ items: [{ id: 'x', kind: 'report', savedReportId: 'nowhere' }] }, 'items.0.savedReportId'],
  [{ items: [{ id: 'x', kind: 'note' }] }, 'items.0.text'],
  [{ items: [{ id: 'x', kind: 'movie' }] }, 'items.0.kind'],
  [{ items: [1, 2].map(() => ({ id: 'x', kind: 'note', text: '' })) }, 'items'],
  [{ range: { lastDays: 0 } }, 'range.lastDays'],
  [{ range: { startDate: '2026-01-02', endDate: '2026-01-01' } }, 'range.endDate'],
  [{ filters: { field: 'x' } }, 'filters.op'],
  [{ filters: { field: 'nowhere', op: 'is', value: 'x' } }, 'filters.field'],
  [{ template: 'nothing' }, 'template'],
  [{ template: 'retention', items: [] }, 'items'],
])('%j is wrong at %s', async (body, field) => {
  const { status, body: answer } = await create(body);
  expect([status, answer.error.details?.[0]?.field]).toEqual([400, field]);
});

test('a figure that its report does not have, and a list of people, do not go on a board', async () => {
  const wrong = await create({ items: [{ ...items()[3], figure: 'B' }] });
  expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, 'items.0.figure']);
  const users = { name: 'Users', report: 'users', query: { search: '', parameters: {} } };
  const savedReportId = (await manage.ask('POST', `${path}/saved-reports`, root, users)).data.id;
  const list = await create({ items: [{ id: 'x', kind: 'report', savedReportId }] });
  expect([list.status, list.body.error.details[0].field]).toEqual([400, 'items.0.savedReportId']);
});

test.each(['new-game', 'launch-week', 'monetization', 'retention'])(
  'the template %s shows all it has',
  async (template) => {
    const made = await manage.ask('POST', `${path}/boards`, root, { template, language: 'ko' });
    expect(made.status).toBe(201);
    expect(made.data.name).toMatch(/[가-힣]/);
    const { items: shown } = (await answersOf(made.data.id)).data;
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((item: { error?: unknown }) => item.error)).toEqual([]);
  },
);

test('a share link shows a board as it is, and nothing else', async () => {
  const { id: boardId } = (await create({ range: { lastDays: 2 }, items: items() })).data;
  const share = (body: object) => manage.ask('POST', `${path}/share-links`, root, { name: 'S', ...body });
  const { token } = (await share({ boardId })).data;
  const open = async () => (await manage.ask('POST', `/insights/shared/${token}`, {}, {})).data;
  expect((await manage.ask('POST', `/insights/shared/${token}?startDate=2020-01-01`, {}, {})).status).toBe(
    400,
  );
  const shown = await open();
  expect(shown.board.items).toEqual(items());
  expect(shown.answers.find((one: { id: string }) => one.id === 'f')).toMatchObject({
    value: 2,
    previous: 1,
  });
  expect(JSON.stringify(shown)).not.toContain(projectId);
  await manage.ask('PATCH', `${path}/boards/${boardId}`, root, { items: items().slice(0, 1) });
  expect((await open()).answers).toEqual([]);
  expect((await manage.ask('DELETE', `${path}/boards/${boardId}`, root)).status).toBe(409);
  // A link that has ended shows nothing any more, and holds nothing back.
  const other = (await create({ items: [] })).data.id;
  const ended = { projectId, name: 'E', questions: { boardId: other }, createdBy: null };
  await manage.metadata.shareLinks.create({ ...ended, expiresAt: Date.now() - 1 });
  expect((await manage.ask('DELETE', `${path}/boards/${other}`, root)).status).toBe(200);
  for (const [body, field] of [
    [{}, 'questions'],
    [{ boardId: 'nowhere' }, 'boardId'],
  ] as const) {
    const wrong = await share(body);
    expect([wrong.status, wrong.body.error.details[0].field]).toEqual([400, field]);
  }
});
