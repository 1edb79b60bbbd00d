import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { changeRow, eventRow } from '@gatrix/analytics-reports/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Headers, type Manage, startManage } from './manage-fixture.ts';

// Files and tools over two shards: each shard has the events of some people, and no shard has all.

const people = 24;
const eventsOfEach = 10;
const start = Date.UTC(2026, 10, 1, 12);
const days = 'startDate=2026-11-01&endDate=2026-11-02';

let manage: Manage;
let client: Client;
let projectId: string;
let reader: Headers;
let ids: readonly string[];

beforeAll(async () => {
  manage = await startManage({ on: 'cluster' });
  ({ projectId } = await manage.newProject());
  const foreign = await manage.newProject('somebody else');
  reader = await manage.newClient(projectId, 'read');
  // Unknown at first, on the shard of the device; known later, on that of the profile.
  const events = Array.from({ length: people * eventsOfEach }, (_, place) => {
    const [person, nth] = [place % people, Math.floor(place / people)];
    return eventRow({
      id: randomUUID(),
      project_id: projectId,
      timestamp: start + place * 1_000,
      name: nth % 2 === 0 ? 'screen_view' : 'purchase',
      revenue: nth % 2,
      device_id: `device ${person}`,
      session_id: `session ${person}`,
      profile_id: nth < eventsOfEach / 2 ? '' : `person ${person}`,
      path: `/level/${nth}`,
    });
  });
  ids = events.map(({ id }) => id);
  await manage.engine.insertEvents([
    ...events,
    eventRow({ id: randomUUID(), project_id: foreign.projectId, timestamp: start, device_id: 'x' }),
  ]);
  await manage.engine.insertChanges(
    Array.from({ length: people }, (_, person) =>
      changeRow({
        id: randomUUID(),
        project_id: projectId,
        kind: 'identify',
        timestamp: start + person,
        profile_id: `person ${person}`,
        device_id: `device ${person}`,
        traits: JSON.stringify({ level: person }),
      }),
    ),
  );
  const url = await manage.app.listen({ host: '127.0.0.1', port: 0 });
  client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers: reader } }),
  );
});
afterAll(async () => {
  await client?.close();
  await manage.close();
});

async function exported(parameters: string): Promise<Buffer> {
  const response = await manage.app.inject({
    url: `/insights/${projectId}/export?${days}&${parameters}`,
    headers: reader,
  });
  expect(response.statusCode).toBe(200);
  return response.rawPayload;
}

async function ask(query: string): Promise<unknown[]> {
  const result = await manage.engine.clickhouse.query({ query, format: 'JSONEachRow' });
  return result.json();
}

/** What a tool says, which has to be what REST says. */
async function call(name: string, input: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const { isError, structuredContent } = await client.callTool({ name, arguments: input });
  expect(isError, name).not.toBe(true);
  return structuredContent as Record<string, unknown>;
}

test('both shards have a part of the events', async () => {
  const shards = `SELECT _shard_num AS shard FROM ${manage.engine.database}.events GROUP BY shard ORDER BY shard`;
  expect(await ask(shards)).toEqual([{ shard: 1 }, { shard: 2 }]);
});

test('a file has each event of both shards once, in one order', async () => {
  const lines = (await exported('format=ndjson')).toString().trimEnd().split('\n');
  const events: { id: string; name: string; device_id: string; timestamp: string }[] = lines.map((line) =>
    JSON.parse(line),
  );
  expect(events.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  const order = events.map(({ name, device_id, timestamp }) => [name, device_id, timestamp].join('\n'));
  expect(order).toEqual(order.toSorted());
  const [header = '', ...rows] = (await exported('format=csv')).toString().trimEnd().split('\n');
  const place = header.split(',').indexOf('"id"');
  expect(rows.map((row) => row.split(',')[place]?.replaceAll('"', '')).toSorted()).toEqual(ids.toSorted());
});

test('so has a file for other programs', async () => {
  const { clickhouse, database } = manage.engine;
  await clickhouse.command({ query: `CREATE TABLE ${database}.read_back (id String) ENGINE = Memory` });
  await clickhouse.insert({
    table: `${database}.read_back`,
    values: Readable.from([await exported('format=parquet')], { objectMode: false }),
    format: 'Parquet',
    clickhouse_settings: { input_format_parquet_allow_missing_columns: 1 },
  });
  const read = await ask(`SELECT id FROM ${database}.read_back ORDER BY id`);
  expect(read).toEqual(ids.toSorted().map((id) => ({ id })));
});

test('the people of both shards follow the events', async () => {
  const lines = (await exported('format=ndjson&people=true')).toString().trimEnd().split('\n');
  const said = lines.slice(ids.length).map((line) => JSON.parse(line));
  expect(said.map(({ type, payload }) => [type, payload.profileId])).toEqual(
    Array.from({ length: people }, (_, person) => ['identify', `person ${person}`]),
  );
});

test("an assistant's questions are answered from both shards, as they are over REST", async () => {
  const range = { startDate: '2026-11-01', endDate: '2026-11-02' };
  const metrics = await call('metrics', range);
  expect(metrics.data).toMatchObject({
    total_events: ids.length,
    active_users: people,
    total_revenue: ids.length / 2,
  });
  const rest = await manage.ask('GET', `/insights/${projectId}/metrics?${days}`, reader);
  expect(metrics.data).toEqual(rest.data);
  const { data } = await call('sql', {
    sql: 'SELECT name, count() AS events, uniqExact(device_id) AS devices FROM events GROUP BY 1 ORDER BY 1',
  });
  expect(data).toMatchObject({
    rows: [
      ['purchase', ids.length / 2, people],
      ['screen_view', ids.length / 2, people],
    ],
  });
  const profiles = await call('profiles', { limit: 100 });
  expect(profiles.data).toHaveLength(people);
});
