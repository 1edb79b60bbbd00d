import { commonParameters } from '@gatrix/analytics-protocol/insights';
import { defineReport, type InputOf, reportList } from '@gatrix/analytics-reports';
import { createTRPCUntypedClient, httpLink } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { InsightsRouter } from '../src/app.ts';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

/** A report that stands in the list and nowhere else. */
const greeting = defineReport({
  name: 'dailyGreeting',
  path: '/greetings/:id',
  pathForPages: '/welcome/:id',
  methods: ['GET', 'POST'],
  summary: 'Says hello to somebody',
  parameters: commonParameters.pick({ timezone: true }).extend({ id: z.string(), loud: z.string() }),
  data: z.object({ text: z.string(), projectId: z.string() }),
  find: async ({ projectId }, { id, loud }) => ({
    data: { text: `Hello ${id}${loud}`, projectId },
    span: null,
  }),
});
const list = [...reportList, greeting];

let manage: Manage;
let url: string;
let projectId: string;
let reader: Headers;
let operations: Record<string, Record<string, { readonly operationId: string }>>;
let tools: readonly { readonly name: string }[];
let docs: string;

beforeAll(async () => {
  manage = await startManage({ list });
  url = await manage.app.listen({ host: '127.0.0.1', port: 0 });
  projectId = (await manage.newProject()).projectId;
  reader = await manage.newClient(projectId, 'read');
  operations = (await manage.ask('GET', '/insights/openapi.json', {})).body.paths;
  const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const accept = { ...reader, accept: 'application/json, text/event-stream' };
  tools = (await manage.ask('POST', '/mcp', accept, listTools)).body.result.tools;
  docs = (await manage.app.inject('/insights/docs')).body;
});
afterAll(() => manage.close());

test('no two reports have a name or an address in common', () => {
  const names = list.map(({ name }) => name);
  expect(new Set(names).size).toBe(list.length);
  const paths = list.flatMap(({ path, pathForPages }) => [path, pathForPages ?? []].flat());
  expect(new Set(paths).size).toBe(paths.length);
});

describe.each(list)('the report $name', ({ name, path, pathForPages, methods, summary }) => {
  test('has its methods at its addresses, and no others', () => {
    for (const address of [path, pathForPages ?? []].flat()) {
      const url = `/insights/:projectId${address}`;
      const served = manage.routes.filter((route) => route.endsWith(` ${url}`));
      expect(served.sort()).toEqual(methods.map((method) => `${method} ${url}`).sort());
    }
  });

  test('is in the OpenAPI document, on its page, and among the tools of MCP', () => {
    const described = Object.keys(operations[`/insights/{projectId}${path.replace(':id', '{id}')}`] ?? {});
    expect(described).toEqual(methods.map((method) => method.toLowerCase()));
    expect(docs).toContain(`<section id="${name}">`);
    expect(docs).toContain(summary.replaceAll('"', '&quot;').replaceAll('&', '&amp;').slice(0, 20));
    const tool = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(tools.filter((one) => one.name === tool)).toHaveLength(1);
  });

  test('is a query of tRPC', async () => {
    const client = createTRPCUntypedClient({ links: [httpLink({ url: `${url}/trpc` })] });
    // Who is not known is refused by the procedure; a procedure that is not there is not found.
    const error = await client.query(name, { projectId }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ data: { code: 'UNAUTHORIZED', path: name } });
  });
});

test('a report that was only added to the list answers by REST, tRPC and MCP alike', async () => {
  const data = { text: 'Hello ann!', projectId };
  for (const address of ['greetings', 'welcome']) {
    const at = `/insights/${projectId}/${address}/ann`;
    expect((await manage.ask('GET', `${at}?loud=!`, reader)).data).toEqual(data);
    expect((await manage.ask('POST', at, reader, { loud: '!' })).data).toEqual(data);
  }
  const links = [httpLink({ url: `${url}/trpc`, headers: reader })];
  const input = { projectId, id: 'ann', loud: '!' };
  expect(await createTRPCUntypedClient({ links }).query('dailyGreeting', input)).toMatchObject({ data });
  const call = { name: 'daily_greeting', arguments: { id: 'ann', loud: '!' } };
  const accept = { ...reader, accept: 'application/json, text/event-stream' };
  const request = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call };
  const { body } = await manage.ask('POST', '/mcp', accept, request);
  expect(body.result.structuredContent).toMatchObject({ data });
});

test('the types of a tRPC client are those of the schemas', () => {
  type Inputs = inferRouterInputs<InsightsRouter>;
  type Outputs = inferRouterOutputs<InsightsRouter>;
  expectTypeOf<Inputs['valueNames']['field']>().toEqualTypeOf<string>();
  expectTypeOf<Inputs['funnel']>().toEqualTypeOf<{ projectId: string } & InputOf<'funnel'>>();
  expectTypeOf<Inputs['retention']['periods']>().toEqualTypeOf<string | number | undefined>();
  expectTypeOf<Inputs['metrics']>().not.toHaveProperty('interval');
  expectTypeOf<Outputs['metrics']['data']['bounce_rate']>().toEqualTypeOf<number>();
  expectTypeOf<Outputs['events']['data'][number]['name']>().toEqualTypeOf<string>();
});
