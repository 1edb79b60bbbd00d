import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { createReports } from '@gatrix/analytics-reports';
import { eventRow } from '@gatrix/analytics-reports/testing';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InsightsRouter } from '../src/app.ts';
import { createProcedures, type Procedures } from '../src/procedures.ts';
import { cursors, hostile, values, valuesOf, withoutValue } from './every-route-inputs.ts';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query' }[];
  readonly bodyProperties: readonly string[];
}

let manage: Manage;
let projectId: string;
let segmentId: string;
let listId: string;
let reader: Headers;
let operations: readonly Operation[];
let document: Record<string, unknown>;

beforeAll(async () => {
  manage = await startManage();
  const project = await manage.newProject();
  projectId = project.projectId;
  reader = await manage.newClient(projectId, 'read');
  const row = (second: number, known: Partial<EventRow>) =>
    eventRow({
      id: crypto.randomUUID(),
      project_id: projectId,
      timestamp: Date.parse('2026-11-01T12:00:00Z') + second * 1000,
      device_id: 'd1',
      session_id: 's1',
      path: '/',
      properties: { plan: 'pro' },
      properties_number: { level: 2 },
      ...known,
    });
  await manage.engine.insertEvents([
    row(0, {}),
    row(5, { name: 'purchase', revenue: 2 }),
    row(9, { profile_id: 'ann', groups: ['acme'] }),
    row(0, { project_id: 'foreign', path: '/foreign-secret', properties: { plan: 'foreign-secret' } }),
  ]);
  const segments = `/insights/${projectId}/segments`;
  const uploaded = await manage.ask('POST', `${segments}/lists`, project.root, { ids: ['ann', 'nobody'] });
  listId = uploaded.data.id;
  const saved = { name: 'Listed', definition: { list: listId } };
  segmentId = (await manage.ask('POST', segments, project.root, saved)).data.id;
  const { body } = await manage.ask('GET', '/insights/openapi.json', {});
  document = body;
  operations = operationsOf(body);
});
afterAll(() => manage.close());

interface Schema {
  readonly properties?: Record<string, unknown>;
}
interface DescribedOperation {
  readonly operationId: string;
  readonly parameters: Operation['parameters'];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
}

function operationsOf(body: { paths: Record<string, Record<string, DescribedOperation>> }): Operation[] {
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters, requestBody }]) => ({
      id: operationId,
      method: method === 'get' ? 'GET' : 'POST',
      path,
      parameters,
      bodyProperties: Object.keys(requestBody?.content['application/json']?.schema.properties ?? {}),
    })),
  );
}

const valueFor = ({ id }: Operation, name: string) => {
  const report = id.replace(/_(get|post)$/, '');
  if (name === 'projectId') return projectId;
  if (name === 'id' && report === 'segmentList') return listId;
  if (name === 'id' && report.startsWith('segment')) return segmentId;
  const value = valuesOf[report]?.[name] ?? values[name];
  if (value === undefined) throw new Error(`${id}: say in every-route-inputs.ts what ${name} may be`);
  return value;
};

type Input = Readonly<Record<string, unknown>>;

/** Every parameter of the operation with a value that is right. */
function inputOf(operation: Operation): Input {
  const named = [...operation.parameters.map(({ name }) => name), ...operation.bodyProperties];
  const asked = named.filter((name) => !withoutValue.includes(name));
  return Object.fromEntries(asked.map((name) => [name, valueFor(operation, name)]));
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Sends it as the document says: parameters in the path and the query, the rest as a body. */
async function send(operation: Operation, input: Input, headers: Headers) {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(asText(input[name])),
  );
  const rest = Object.entries(input).filter(([name]) => !inPath.includes(name));
  const query = operation.method === 'GET' ? rest.map(([name, value]) => [name, asText(value)]) : [];
  const response = await manage.app.inject({
    method: operation.method,
    url: `${path}?${new URLSearchParams(query)}`,
    headers,
    ...(operation.method === 'POST' ? { payload: Object.fromEntries(rest) } : {}),
  });
  return { status: response.statusCode, body: response.body };
}

/** The input once for each text in it, however deep, with that text replaced: wholly, or from behind the first dot. */
function* replaced(input: unknown, by: string): Generator<{ readonly at: string; readonly input: unknown }> {
  if (typeof input === 'string') {
    yield { at: '', input: by };
    const dot = input.indexOf('.');
    if (/^[a-z]+\./.test(input)) yield { at: ' behind its dot', input: input.slice(0, dot + 1) + by };
    return;
  }
  if (Array.isArray(input)) {
    for (const [i, value] of input.entries()) {
      for (const one of replaced(value, by)) yield { at: `.${i}${one.at}`, input: input.with(i, one.input) };
    }
    return;
  }
  if (typeof input !== 'object' || input === null) return;
  for (const [key, value] of Object.entries(input)) {
    for (const one of replaced(value, by))
      yield { at: `.${key}${one.at}`, input: { ...input, [key]: one.input } };
  }
}

/** As many at once as the embedded engine takes. */
async function inPool<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const workers = Array.from({ length: 4 }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  });
  await Promise.all(workers);
}

test('the documents are valid OpenAPI 3.1, and describe every route there is', async () => {
  const manageDocument = (await manage.ask('GET', '/manage/openapi.json', {})).body;
  for (const one of [document, manageDocument]) {
    expect(await new Validator().validate(structuredClone(one))).toMatchObject({ valid: true });
  }
  const described = [document, manageDocument].flatMap(({ paths }) =>
    Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ),
  );
  // Second names, for the page alone.
  const procedures = Object.values(createProcedures(createReports({ ...manage.engine, now: Date.now })));
  const forPages = procedures.map((one) => ('pathForPages' in one ? one.pathForPages : undefined));
  const isForPages = (route: string) => forPages.some((path) => path && route.endsWith(`:projectId${path}`));
  const served = manage.routes.filter(
    (route) => /^\w+ \/(insights\/:projectId|manage|prometheus|hooks)\//.test(route) && !isForPages(route),
  );
  expect(described.sort()).toEqual(served.filter((route) => !route.endsWith('openapi.json')).sort());
});

test('an operation has a name of its own, and each parameter in its path once', () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  for (const { id, path, parameters } of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(inPath.sort(), id).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    expect(new Set(parameters.map(({ name }) => name)).size, id).toBe(parameters.length);
  }
});

describe('every route of the document', () => {
  test('answers where all of its parameters are in use', async () => {
    for (const operation of operations.filter(({ id }) => id !== 'liveStream')) {
      const { status, body } = await send(operation, inputOf(operation), reader);
      expect(status, `${operation.id} ${body}`).toBe(200);
    }
  });

  test('is 400 by name where its parameters are in the body and one is in the address', async () => {
    const inBody = operations.filter(({ method }) => method === 'POST');
    expect(inBody.length).toBeGreaterThan(5);
    for (const { id, path } of inBody) {
      const url = `${path.replace('{projectId}', projectId)}?timezone=Asia%2FSeoul`;
      const { status, body } = await manage.ask('POST', url, reader, {});
      expect([status, body.error.details], id).toEqual([
        400,
        [{ field: 'timezone', message: 'belongs in the body' }],
      ]);
    }
  });

  test("is 401 without credentials, and 403 for another's project, whether it exists or not", async () => {
    const other = await manage.newProject('stranger');
    const token = await manage.as('somebody');
    for (const operation of operations) {
      const input = inputOf(operation);
      expect((await send(operation, input, {})).status, operation.id).toBe(401);
      for (const headers of [token, other.root, await manage.newClient(other.projectId, 'read')]) {
        expect((await send(operation, input, headers)).status, operation.id).toBe(403);
      }
      for (const foreign of ['foreign', 'nowhere', other.projectId]) {
        const { status, body } = await send(operation, { ...input, projectId: foreign }, reader);
        expect(status, operation.id).toBe(403);
        expect(body).not.toContain('secret');
      }
    }
  });

  test.each(hostile)(
    'takes %j in any text of it, or says 400 with the name of the parameter',
    { timeout: 240_000 },
    async (text) => {
      for (const operation of operations) {
        const input = inputOf(operation);
        const variants = [
          ...replaced(input, text),
          ...(Object.hasOwn(input, 'limit')
            ? [...cursors, text].map((cursor) => ({ at: '.cursor', input: { ...input, cursor } }))
            : []),
          { at: ' by another name', input: { ...input, [text]: 'x' } },
        ];
        // A stream that is let in does not end.
        const ending = variants.filter(
          ({ at }) => operation.id !== 'liveStream' || !/^\.(filters|limit|cursor)/.test(at),
        );
        await inPool(ending, async ({ at, input: changed }) => {
          const { status, body } = await send(operation, changed as Input, reader);
          const what = `${operation.id}${at} ${status} ${body}`;
          expect([200, 400, 403, 404], what).toContain(status);
          if (at.startsWith('.projectId')) expect(status, what).toBe(403);
          if (status === 400)
            expect(JSON.parse(body).error, what).toMatchObject({ code: 'invalid_parameters' });
          expect(body, what).not.toMatch(/foreign-secret|DB::|Code: \d|Exception/);
        });
      }
      const { clickhouse, database } = manage.engine;
      const left = await clickhouse.query({
        query: `SELECT count() AS rows FROM ${database}.events`,
        format: 'JSONEachRow',
      });
      expect(await left.json()).toEqual([{ rows: '4' }]);
    },
  );
});

describe('a tRPC client', () => {
  test('calls every procedure, and has the answers that REST has', async () => {
    const url = `${await manage.app.listen({ host: '127.0.0.1', port: 0 })}/trpc`;
    const clientOf = (headers: Headers) =>
      createTRPCClient<InsightsRouter>({ links: [httpLink({ url, headers, methodOverride: 'POST' })] });
    const names = Object.keys(createProcedures(createReports({ ...manage.engine, now: Date.now })));
    const client = clientOf(reader);
    const stranger = clientOf(
      await manage.newClient((await manage.newProject('stranger')).projectId, 'read'),
    );
    const described = new Set(operations.map(({ id }) => id.replace(/_(get|post)$/, '')));
    expect(names.filter((name) => !described.has(name))).toEqual([]);
    for (const name of names as (keyof Procedures)[]) {
      const operation = operations.find(({ id }) => id.replace(/_(get|post)$/, '') === name);
      if (!operation) throw new Error(`${name} is not described`);
      const input = inputOf(operation) as never;
      const answer = (await client[name].query(input)) as { readonly data: unknown };
      const rest = await send(operation, input, reader);
      expect(answer.data, name).toEqual(JSON.parse(rest.body).data);
      const refused = await stranger[name].query(input).catch((error: unknown) => error);
      expect(refused, name).toBeInstanceOf(TRPCClientError);
      expect(refused, name).toMatchObject({ data: { error: 'forbidden' } });
    }
  });
});
