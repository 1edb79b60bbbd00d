import { reportList } from '@gatrix/analytics-reports';
import { eventRow } from '@gatrix/analytics-reports/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

let manage: Manage;
let url: string;
let projectId: string;
let foreignId: string;
let reader: Headers;
let root: Headers;

const days = { startDate: '2026-11-01', endDate: '2026-11-02' };
const clients: Client[] = [];

beforeAll(async () => {
  manage = await startManage();
  url = await manage.app.listen({ host: '127.0.0.1', port: 0 });
  const project = await manage.newProject();
  projectId = project.projectId;
  root = project.root;
  await manage.metadata.projects.update(projectId, { timezone: 'Asia/Seoul' });
  foreignId = (await manage.newProject('somebody else')).projectId;
  reader = await manage.newClient(projectId, 'read');
  const event = (second: number, known: object) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: projectId,
      timestamp: Date.parse('2026-11-01T12:00:00Z') + second * 1000,
      device_id: 'd1',
      session_id: 's1',
      path: '/',
      ...known,
    });
  await manage.engine.insertEvents([
    event(0, {}),
    event(5, { name: 'purchase', revenue: 2.5 }),
    event(9, { device_id: 'd2', session_id: 's2', country: 'KR' }),
    event(9, { project_id: foreignId, device_id: 'd3', path: '/foreign-secret' }),
  ]);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await manage.close();
});

async function connect(headers: Headers): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  );
  clients.push(client);
  return client;
}

interface Answer {
  readonly isError?: boolean;
  readonly structuredContent?: {
    readonly project: unknown;
    readonly data: Record<string, unknown> & Record<string, unknown>[];
    readonly meta: Record<string, unknown>;
  };
  readonly content: readonly { readonly type: string; readonly text: string }[];
}

async function call(client: Client, name: string, input: Record<string, unknown> = {}): Promise<Answer> {
  return (await client.callTool({ name, arguments: input })) as unknown as Answer;
}

const errorIn = (answer: Answer) => {
  expect(answer.isError).toBe(true);
  return JSON.parse(answer.content[0]?.text ?? '');
};

test('every report is a tool that changes nothing, beside the lists and saved reports', async () => {
  const client = await connect(reader);
  const { tools } = await client.listTools();
  const expected = reportList.map(({ name }) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  const lists = ['list_projects', 'list_segments', 'list_saved_reports', 'run_saved_report'];
  expect(tools.map(({ name }) => name).toSorted()).toEqual([...expected, ...lists].toSorted());
  for (const { name, annotations, inputSchema, description } of tools) {
    expect(annotations?.readOnlyHint, name).toBe(true);
    expect(description, name).toMatch(/\w/);
    if (name !== 'list_projects') expect(inputSchema.properties, name).toHaveProperty('projectId');
  }
  expect(client.getInstructions()).toContain('list_projects');
});

test('an answer is that of REST, and says of which project, range and zone it is', async () => {
  const client = await connect(reader);
  const answer = await call(client, 'metrics', days);
  const asked = await manage.ask(
    'GET',
    `/insights/${projectId}/metrics?${new URLSearchParams(days)}`,
    reader,
  );
  expect(asked.data).toMatchObject({ active_users: 2, total_revenue: 2.5 });
  expect(answer.structuredContent?.data).toEqual(asked.data);
  expect(answer.structuredContent).toMatchObject({
    project: { id: projectId, name: 'Shop', timezone: 'Asia/Seoul' },
    asked: days,
    meta: {
      start: '2026-11-01T00:00:00+09:00',
      end: '2026-11-03T00:00:00+09:00',
      timezone: 'Asia/Seoul',
    },
  });
  const text = answer.content[0]?.text ?? '';
  expect(text.split('\n')[0]).toBe(
    'metrics of the project "Shop" from 2026-11-01T00:00:00+09:00 until before 2026-11-03T00:00:00+09:00 (time zone Asia/Seoul):',
  );
  expect(JSON.parse(text.slice(text.indexOf('\n')))).toEqual(answer.structuredContent);
});

test('filters, names, a report of POST and an id in the path are asked as they are by REST', async () => {
  const client = await connect(reader);
  const filters = { field: 'country', op: 'is', value: 'KR' };
  const filtered = await call(client, 'metrics', { ...days, filters, projectId });
  expect(filtered.structuredContent?.data).toMatchObject({ active_users: 1 });

  const names = await call(client, 'event_names', days);
  expect(names.structuredContent?.data.map(({ name }) => name).toSorted()).toEqual([
    'purchase',
    'screen_view',
  ]);

  const series = [{ event: 'purchase', aggregation: 'total' }];
  const query = { ...days, interval: 'day', series };
  const byMcp = await call(client, 'query', query);
  const byRest = await manage.ask('POST', `/insights/${projectId}/query`, reader, query);
  expect(byRest.status).toBe(200);
  expect(byMcp.structuredContent?.data).toEqual(byRest.data);

  for (const path of ['first-purchases', 'monetization', 'active-users', 'lifecycle']) {
    const rest = await manage.ask(
      'GET',
      `/insights/${projectId}/${path}?${new URLSearchParams(days)}`,
      reader,
    );
    expect(rest.status, path).toBe(200);
    const answer = await call(client, path.replace('-', '_'), days);
    expect(answer.structuredContent?.data, path).toEqual(rest.data);
    if (path === 'first-purchases') expect(rest.data).toMatchObject({ payers: 1, revenue: 2.5 });
  }

  const unknown = await call(client, 'profile', { id: 'nobody' });
  expect(errorIn(unknown).code).toBe('not_found');
});

test('segments and saved reports are listed, and a saved report is asked', async () => {
  const definition = { field: 'first.country', op: 'is', value: 'KR' };
  const saved = await manage.ask('POST', `/insights/${projectId}/segments`, root, {
    name: 'Koreans',
    definition,
  });
  expect([saved.status, saved.body]).toEqual([201, expect.anything()]);
  const report = await manage.ask('POST', `/manage/projects/${projectId}/saved-reports`, root, {
    name: 'Key figures',
    report: 'metrics',
    query: {},
  });
  const client = await connect(reader);
  expect((await call(client, 'list_segments')).structuredContent?.data).toMatchObject([{ name: 'Koreans' }]);
  expect((await call(client, 'list_saved_reports')).structuredContent?.data).toMatchObject([
    { id: report.data.id, name: 'Key figures' },
  ]);
  const asked = { savedReportId: report.data.id, ...days };
  const answer = await call(client, 'run_saved_report', asked);
  expect(answer.structuredContent).toMatchObject({
    meta: { timezone: 'Asia/Seoul', start: '2026-11-01T00:00:00+09:00' },
    data: { answers: [{ report: 'metrics', data: { active_users: 2 } }] },
  });
  const wrong = await call(client, 'run_saved_report', { ...asked, endDate: undefined });
  expect(errorIn(wrong)).toMatchObject({ code: 'invalid_parameters', details: [{ field: 'endDate' }] });
});

test('a user asks about each project of theirs, and no other', async () => {
  const client = await connect(await manage.as('owner'));
  const { structuredContent } = await call(client, 'list_projects');
  expect(structuredContent?.data).toEqual([{ id: projectId, name: 'Shop', timezone: 'Asia/Seoul' }]);
  expect(errorIn(await call(client, 'metrics', days))).toMatchObject({
    code: 'invalid_parameters',
    details: [{ field: 'projectId' }],
  });
  for (const headers of [await manage.as('owner'), reader, root]) {
    const other = await connect(headers);
    const { tools } = await other.listTools();
    for (const { name } of tools.filter((tool) => tool.name !== 'list_projects')) {
      const answer = await call(other, name, { projectId: foreignId });
      expect(errorIn(answer).code, name).toBe('forbidden');
      expect(JSON.stringify(answer)).not.toContain('foreign-secret');
    }
  }
});

test('wrong input is an error of the tool, which names the field', async () => {
  const client = await connect(reader);
  const wrong = await call(client, 'timeseries', { ...days, interval: 'fortnight' });
  expect(errorIn(wrong)).toMatchObject({ code: 'invalid_parameters', details: [{ field: 'interval' }] });
  expect(errorIn(await call(client, 'drop_everything')).code).toBe('not_found');
  expect(errorIn(await call(client, 'list_segments', { other: 1 })).details).toMatchObject([
    { field: 'other' },
  ]);
});

test('a SELECT is asked; an answer too long to be read is refused, not cut', async () => {
  const client = await connect(reader);
  const answer = await call(client, 'sql', { sql: 'SELECT count() FROM events' });
  expect(answer.structuredContent?.data).toMatchObject({ rows: [[3]], truncated: false });
  const long = await call(client, 'sql', { sql: "SELECT leftPad('', 200000, 'x')" });
  expect(errorIn(long)).toMatchObject({ code: 'query_limit', message: expect.stringContaining('200000') });
});

test('nobody, and who may only write, gets in nowhere', async () => {
  const post = (headers: Headers, payload: object) =>
    manage.app.inject({
      method: 'POST',
      url: '/mcp',
      headers: { accept: 'application/json, text/event-stream', ...headers },
      payload,
    });
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
  expect((await post(reader, ping)).json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
  const writer = await manage.newClient(projectId, 'write');
  for (const headers of [{}, writer, { authorization: 'Bearer x' }])
    expect((await post(headers, ping)).statusCode).toBe(401);
  expect((await post(reader, Array(21).fill(ping))).statusCode).toBe(400);
  for (const method of ['GET', 'DELETE'] as const) {
    const refused = await manage.app.inject({ method, url: '/mcp', headers: reader });
    expect([refused.statusCode, refused.headers.allow]).toEqual([405, 'POST']);
  }
});
