import { randomUUID } from 'node:crypto';
import { eventRow } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let projectId: string;
let root: Headers;
let segments: string;

beforeAll(async () => {
  manage = await startManage();
  ({ projectId, root } = await manage.newProject());
  segments = `/insights/${projectId}/segments`;
  const at = (profile_id: string, known: object) =>
    eventRow({ id: randomUUID(), project_id: projectId, timestamp: Date.now(), profile_id, ...known });
  await manage.engine.insertEvents([
    at('ann', { name: 'purchase', revenue: 5 }),
    at('ann', { name: 'purchase', revenue: 6, country: 'KR' }),
    at('bob', { name: 'purchase', revenue: 1 }),
    at('=cat', { country: 'KR' }),
  ]);
});
afterAll(() => manage.close());

const payers = { did: true, event: 'purchase', sum: { property: 'revenue', op: 'gte', value: 10 } };

async function create(definition: object, name = 'Payers') {
  const { status, body, data } = await manage.ask('POST', segments, root, { name, definition });
  return { status, error: body.error, ...data };
}

const detailsOf = async (definition: object) => (await create(definition)).error?.details;

test('a segment is saved with how many are in it, listed, renamed and deleted', async () => {
  const created = await create(payers);
  expect(created).toMatchObject({ status: 201, name: 'Payers', definition: payers, size: 1, people: 3 });
  const { id } = created;
  expect((await manage.ask('GET', segments, await manage.newClient(projectId, 'read'))).data).toEqual([
    expect.objectContaining({ id, definition: payers }),
  ]);
  const renamed = await manage.ask('PATCH', `${segments}/${id}`, root, { name: 'Whales' });
  expect(renamed.data).toMatchObject({ name: 'Whales', definition: payers });
  expect((await manage.ask('GET', `${segments}/${id}`, root)).data).toMatchObject({ usedBy: [] });
  expect((await manage.ask('DELETE', `${segments}/${id}`, root)).status).toBe(200);
  expect((await manage.ask('GET', `${segments}/${id}`, root)).status).toBe(404);
  expect((await manage.ask('GET', `${segments}/${id}/members`, root)).status).toBe(404);
});

test('viewers and read clients look, and change nothing', async () => {
  const { id } = await create(payers);
  for (const headers of [await manage.as('viewer'), await manage.newClient(projectId, 'read')]) {
    expect((await manage.ask('GET', `${segments}/${id}`, headers)).status).toBe(200);
    const body = { name: 'x', definition: payers };
    expect((await manage.ask('POST', segments, headers, body)).status).toBe(403);
    expect((await manage.ask('PATCH', `${segments}/${id}`, headers, body)).status).toBe(403);
    expect((await manage.ask('DELETE', `${segments}/${id}`, headers)).status).toBe(403);
    expect((await manage.ask('POST', `${segments}/lists`, headers, { ids: ['a'] })).status).toBe(403);
  }
  const other = await manage.newProject('stranger');
  expect((await manage.ask('GET', `${segments}/${id}`, other.root)).status).toBe(403);
  const foreign = `/insights/${other.projectId}/segments/${id}`;
  expect((await manage.ask('GET', foreign, other.root)).status).toBe(404);
  expect((await manage.ask('DELETE', foreign, other.root)).status).toBe(404);
});

test('members come in pages, or all of them as a file with the ids first', async () => {
  const { id } = await create({ did: true });
  const first = (await manage.ask('GET', `${segments}/${id}/members?limit=2`, root)).body;
  expect(first.data.map((member: { id: string }) => member.id)).toEqual(['=cat', 'ann']);
  expect(first.meta.segmentsEvaluatedAt).toMatch(/^\d{4}-/);
  const cursor = encodeURIComponent(first.meta.nextCursor);
  const second = (await manage.ask('GET', `${segments}/${id}/members?limit=2&cursor=${cursor}`, root)).body;
  expect(second.data.map((member: { id: string }) => member.id)).toEqual(['bob']);
  expect(second.meta.nextCursor).toBeUndefined();
  const paged = await manage.ask('GET', `${segments}/${id}/members?format=csv&limit=1`, root);
  expect([paged.status, paged.body.error.details[0].field]).toEqual([400, 'limit']);
  const file = await manage.app.inject({ url: `${segments}/${id}/members?format=csv`, headers: root });
  expect(file.headers['content-type']).toContain('text/csv');
  const lines = file.body.trim().split('\n');
  expect(lines[0]).toBe('"id","first_name","last_name","email","first_seen_at","last_seen_at"');
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual([`"'=cat"`, '"ann"', '"bob"']);
});

test('it is a filter of reports, of exports and of lists, and a breakdown', async () => {
  const { id } = await create(payers);
  const filters = encodeURIComponent(JSON.stringify({ field: 'segment', op: 'in', value: [id] }));
  const ask = async (path: string) => (await manage.ask('GET', `/insights/${projectId}/${path}`, root)).data;
  expect((await ask(`metrics?filters=${filters}`)).total_revenue).toBe(11);
  expect(await ask(`events?filters=${filters}`)).toHaveLength(2);
  const file = await manage.app.inject({
    url: `/insights/${projectId}/export?filters=${filters}`,
    headers: root,
  });
  expect(file.body.trim().split('\n')).toHaveLength(2);
  const query = { series: [{ event: 'purchase' }], breakdowns: [`segment.${id}`] };
  const broken = (await manage.ask('POST', `/insights/${projectId}/query`, root, query)).data;
  expect(broken).toMatchObject([
    { breakdown: ['in'], total: 2 },
    { breakdown: ['not in'], total: 1 },
  ]);
});

describe('what is wrong with a definition is named', () => {
  test.each([
    [{}, 'definition'],
    [{ and: [] }, 'definition.and'],
    [{ and: [payers, { field: 'country', op: 'is', value: 'KR' }] }, 'definition.and.1.field'],
    [{ field: 'last.nothing', op: 'is', value: 'KR' }, 'definition.field'],
    [{ field: 'first.nothing', op: 'is', value: 'KR' }, 'definition.field'],
    [{ did: true, sum: { property: 'price', op: 'gte', value: 1 } }, 'definition.sum.property'],
    [{ ...payers, count: { op: 'gte', value: 1 } }, 'definition.sum'],
    [{ did: true, since: '7d' }, 'definition.since'],
    [{ did: true, range: { lastDays: 0 } }, 'definition.range'],
    [{ did: true, filters: { field: 'path', op: 'nope' } }, 'definition.filters.op'],
    [{ did: true, filters: { field: 'nope', op: 'isSet' } }, 'definition.filters.field'],
    [{ funnel: { steps: ['a', 'b'] }, reached: 3 }, 'definition.reached'],
    [{ funnel: { steps: ['a', 'b'] } }, 'definition.reached'],
    [{ funnel: { steps: ['a'] }, reached: 1 }, 'definition.funnel.steps'],
    [{ field: 'segment', op: 'in', value: ['nowhere'] }, 'definition'],
    [{ field: 'segment', op: 'contains', value: 'x' }, 'definition'],
  ])('%j at %s', async (definition, field) => {
    expect((await detailsOf(definition))?.[0]?.field).toBe(field);
  });

  test('a list that nobody uploaded is 404', async () => {
    expect((await create({ list: 'nowhere' })).status).toBe(404);
  });

  test('a circle is refused with the chain of names', async () => {
    const a = await create(payers, 'A');
    const b = await create({ field: 'segment', op: 'in', value: [a.id] }, 'B');
    const inFilter = { did: true, filters: { field: 'segment', op: 'notIn', value: [b.id] } };
    const { status, body } = await manage.ask('PATCH', `${segments}/${a.id}`, root, { definition: inFilter });
    expect([status, body.error.details[0].message]).toEqual([
      400,
      'names segments that are each in the other: A → B → A',
    ]);
  });
});

test('one that is in use is not deleted, and the answer says where it is used', async () => {
  const { id } = await create(payers);
  const user = await create({ field: 'segment', op: 'notIn', value: [id] }, 'Others');
  const report = await manage.ask('POST', `/manage/projects/${projectId}/saved-reports`, root, {
    ...{ name: 'Overview of payers', report: 'overview' },
    query: { search: `?filters=[{"field":"segment","op":"in","value":["${id}"]}]` },
  });
  const { status, body } = await manage.ask('DELETE', `${segments}/${id}`, root);
  expect(status).toBe(409);
  expect(body.error).toEqual({
    code: 'in_use',
    message: 'in use by the segment Others, the saved report Overview of payers',
    details: [
      { field: `segment.${user.id}`, message: 'Others uses it' },
      { field: `savedReport.${report.data.id}`, message: 'Overview of payers uses it' },
    ],
  });
  expect((await manage.ask('GET', `${segments}/${id}`, root)).data.usedBy).toHaveLength(2);
});

describe('an uploaded list', () => {
  const upload = (payload: string, type = 'text/csv') =>
    manage.app.inject({
      method: 'POST',
      url: `${segments}/lists`,
      headers: { ...root, 'content-type': type },
      payload,
    });

  test('has the ids of a CSV file, and says how many of them are known', async () => {
    const csv = '\uFEFFuser_id;name\r\n"ann";Ann\r\nbob;"B;ob"\r\n\r\nann;twice\r\n"no ""body""";x\r\n';
    const { id, ...counts } = (await upload(csv)).json().data;
    expect(counts).toEqual({ ids: 3, known: 2 });
    expect(await create({ list: id })).toMatchObject({ size: 2 });
    const others = await create({ list: id, in: false });
    expect(others).toMatchObject({ size: 1 });
    expect((await manage.ask('GET', `${segments}/lists/${id}`, root)).data).toEqual(counts);
  });

  test('has ids with the separators of other files, where its first line names one column', async () => {
    expect((await upload('user_id\nguild;1\nguild;2\n')).json().data).toMatchObject({ ids: 2, known: 0 });
    expect((await upload('id,name\nguild;1,x\nguild;2,x\n')).json().data).toMatchObject({ ids: 2, known: 0 });
  });

  test('goes with the last segment that names it', async () => {
    const { id } = (await upload('ann\n', 'text/plain')).json().data;
    const [first, second] = [await create({ list: id }), await create({ or: [payers, { list: id }] })];
    await manage.ask('DELETE', `${segments}/${first.id}`, root);
    expect((await manage.ask('GET', `${segments}/lists/${id}`, root)).status).toBe(200);
    await manage.ask('PATCH', `${segments}/${second.id}`, root, { definition: payers });
    expect((await manage.ask('GET', `${segments}/lists/${id}`, root)).status).toBe(404);
  });

  test('is refused where it is empty, or an id is too long', async () => {
    expect((await upload('id\n')).json().error.details).toEqual([
      { field: 'ids', message: 'must not be empty' },
    ]);
    expect((await upload(`ann\n${'x'.repeat(257)}\n`)).json().error.details[0].field).toBe('line 2');
    const fieldOf = async (body: string) =>
      (await upload(body, 'application/json')).json().error.details[0].field;
    expect(await fieldOf('{"ids":"ann"}')).toBe('ids');
    expect(await fieldOf('{"ids":["ann",5]}')).toBe('ids.1');
    expect(await fieldOf('{"ids":["ann"],"more":1}')).toBe('more');
  });

  test('may have 200,000 ids', { timeout: 60_000 }, async () => {
    const ids = Array.from({ length: 200_000 }, (_, i) => `somebody ${i}`);
    const answer = await upload(`id\n${ids.join('\n')}\nann\n`);
    expect(answer.json().data).toMatchObject({ ids: 200_001, known: 1 });
  });

  test('loses the ids of who is erased', async () => {
    await manage.insertEvent(projectId, 'gone');
    const { id } = (await upload('ann\ngone\n')).json().data;
    await manage.ask('DELETE', `/manage/projects/${projectId}/persons/gone`, root);
    expect((await manage.ask('GET', `${segments}/lists/${id}`, root)).data).toEqual({ ids: 1, known: 1 });
  });
});
