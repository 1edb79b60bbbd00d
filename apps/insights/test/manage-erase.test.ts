import { randomUUID } from 'node:crypto';
import type { CommandParams } from '@clickhouse/client';
import {
  changeRetention,
  type EventRow,
  eraseDevice,
  eraseImport,
  erasePerson,
  eraseProject,
  insertRows,
  localTable,
  type ProfileChangeRow,
  storeTotals,
  tellNodes,
} from '@gatrix/analytics-clickhouse-schema';
import {
  changeRow,
  createRandom,
  type Engine,
  eventRow,
  personOracle,
  type Random,
  randomWorld,
  startEngine,
} from '@gatrix/analytics-reports/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 180_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());
// A mutation visits every part there is, those of the test before, too.
afterEach(async () => {
  for (const [table] of await projectTables()) {
    await tellNodes(engine, (ddl) => ({ query: `TRUNCATE TABLE ${localTable(ddl, table)}` }));
  }
});

const seeds = [1, 2, 3, 4, 8];
const at = Date.parse('2026-03-01T12:00:00Z');
/** Of another product. */
const viewsOfADay = {
  ...{ day: '2025-05-01', breakdown: 'day', dimensions: {} },
  ...{ visitors: 1, visits: 1, page_views: 2, events: 2, bounces: 0, visit_seconds: 9 },
};

describe('erasing a person', () => {
  test.each(seeds)('leaves what there would be without them (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const [full, rest] = [`full${seed}`, `rest${seed}`];
    const events = [seed, seed + 1_000].flatMap((one) => randomWorld(one, full).events);
    const changes = randomChanges(random, full, events);
    const id = random.pick(['p0', 'p1', 'p2', 'd3']);
    const personOf = personOracle(events, changes);
    const erased = personOf(someone({ profile_id: id }));
    const isKept = (row: EventRow | ProfileChangeRow) => personOf(someone(row)) !== erased;

    await store(full, events, changes);
    await store(rest, events.filter(isKept), changes.filter(isKept));
    const answer = await erasePerson(engine, full, id);

    expect(answer.events).toBe(events.filter((event) => !isKept(event)).length);
    expect(await contentsOf(full)).toEqual(await contentsOf(rest));
    expect(await erasePerson(engine, full, id)).toMatchObject({ events: 0 });
    expect(await contentsOf(full)).toEqual(await contentsOf(rest));
  });

  test("takes the profile's row, under every alias, and no other project's", async () => {
    const alias = { kind: 'alias', profile_id: 'ann', alias: 'ann@old' } as const;
    for (const project of ['mine', 'other']) {
      await engine.insertChanges([
        changeRow({ id: randomUUID(), project_id: project, timestamp: at, ...alias }),
      ]);
      for (const id of ['ann', 'ann@old', 'bob']) await insertProfile(project, id, []);
    }
    expect(await erasePerson(engine, 'mine', 'ann@old')).toMatchObject({ ids: ['ann@old', 'ann'] });
    expect(await profileIdsOf('mine')).toEqual(['bob']);
    expect(await profileIdsOf('other')).toEqual(['ann', 'ann@old', 'bob']);
  });

  test('leaves no trace on a device that somebody else used later', async () => {
    const row = { project_id: 'mine', device_id: 'd' };
    await engine.insertEvents([someone({ ...row, profile_id: 'ann' })]);
    await engine.insertEvents([someone({ ...row, profile_id: 'bob', timestamp: at + 1_000 })]);
    await erasePerson(engine, 'mine', 'ann');
    expect(
      await rowsOf(`SELECT finalizeAggregation(profile_id_state) FROM ${engine.database}.device_profiles`),
    ).toEqual([['bob']]);
  });

  test('with more devices than a statement has room for takes them all', async () => {
    const devices = Array.from({ length: 1_500 }, (_, index) => `device ${index} ${'x'.repeat(50)}`);
    const rows = devices.flatMap((device_id) => [
      someone({ project_id: 'many', device_id, session_id: device_id }),
      someone({ project_id: 'many', device_id, session_id: device_id, profile_id: 'ann' }),
    ]);
    await engine.insertEvents([...rows, someone({ project_id: 'many', device_id: 'd', session_id: 's' })]);
    expect(await erasePerson(engine, 'many', 'ann')).toMatchObject({ events: 3_000 });
    const { events, sessions, devices: linked } = await contentsOf('many');
    expect([events.length, sessions.length, linked.length]).toEqual([1, 1, 0]);
  });

  test('takes what was summed up of the days they were there, and leaves the other days', async () => {
    const row = { project_id: 'summed', device_id: 'd', session_id: 's' };
    await engine.insertEvents([
      someone({ ...row, profile_id: 'ann' }),
      someone({ ...row, device_id: 'e', session_id: 's2' }),
      someone({ ...row, device_id: 'e', session_id: 's3', timestamp: at + 3 * 86_400_000 }),
    ]);
    await engine.seal();
    const sealed = async () => {
      const counts = ['sealed_days', 'session_days', 'activity_slots', 'page_slots', 'day_totals'].map(
        (table) =>
          rowsOf<[string]>(
            `SELECT DISTINCT toString(day) FROM ${engine.database}.${table} WHERE project_id = 'summed' ORDER BY 1`,
          ),
      );
      return (await Promise.all(counts)).map((days) => days.flat());
    };
    const all = ['2026-03-01', '2026-03-04'];
    expect(await sealed()).toEqual([all, all, all, all, all]);
    await erasePerson(engine, 'summed', 'ann');
    const left = ['2026-03-04'];
    expect(await sealed()).toEqual([left, left, left, left, left]);
  });

  test('without an id is refused, since rows without one are of everybody', async () => {
    await expect(erasePerson(engine, 'mine', '')).rejects.toThrow(TypeError);
    await expect(eraseDevice(engine, 'mine', '')).rejects.toThrow(TypeError);
  });
});

test('erasing a device takes what came from it, and leaves what people said of themselves', async () => {
  const project_id = 'devices';
  const ann = { project_id, profile_id: 'ann' };
  await engine.insertEvents([
    someone({ ...ann, device_id: 'lost', session_id: 's1', timestamp: at + 5_000 }),
    someone({ project_id, device_id: 'lost', session_id: 's1' }),
    someone({ ...ann, device_id: 'kept', session_id: 's2' }),
  ]);
  const traits = '{"plan":"pro"}';
  const identify = { ...ann, kind: 'identify', timestamp: at, device_id: 'lost', traits } as const;
  await engine.insertChanges([changeRow({ id: randomUUID(), ...identify })]);
  await insertProfile(project_id, 'ann', ['kept', 'lost']);

  expect(await eraseDevice(engine, project_id, 'lost')).toEqual({ events: 2 });
  const contents = await contentsOf(project_id);
  expect(contents.events).toHaveLength(1);
  expect(contents.sessions).toHaveLength(1);
  expect(contents.devices).toEqual([['kept', 'ann']]);
  expect(contents.activity).toEqual([['ann', at, at]]);
  expect(contents.changes).toMatchObject([['ann', '', 'identify', traits, '']]);
  expect(
    JSON.stringify(
      await rowsOf(`SELECT * FROM ${engine.database}.profiles WHERE project_id = '${project_id}'`),
    ),
  ).not.toContain('lost');
  expect(await eraseDevice(engine, project_id, 'lost')).toEqual({ events: 0 });
});

test('the number of an id goes with the last event that names it, be it a device or a profile', async () => {
  const project_id = 'numbers';
  await engine.insertEvents([
    someone({ project_id, device_id: 'both', session_id: 's1' }),
    someone({
      project_id,
      device_id: 'phone',
      profile_id: 'both',
      session_id: 's2',
      timestamp: at + 86_400_000,
    }),
    someone({ project_id, device_id: 'other', session_id: 's3' }),
  ]);
  await engine.seal();
  const numbered = () => idsWithNumbers(project_id, ['both', 'phone', 'other']);
  expect(await numbered()).toEqual(['both', 'other', 'phone']);
  await eraseDevice(engine, project_id, 'both');
  expect(await numbered()).toEqual(['both', 'other', 'phone']);
  await erasePerson(engine, project_id, 'both');
  expect(await numbered()).toEqual(['other']);
});

test('an erasure that broke off before links and aliases were gone takes the numbers of all ids when it is repeated', async () => {
  const project_id = 'broken off';
  const row = { project_id, device_id: 'phone', session_id: 's1' };
  await engine.insertEvents([someone({ ...row, profile_id: 'ann' }), someone(row)]);
  await engine.insertEvents([someone({ project_id, device_id: 'other', session_id: 's2' })]);
  const alias = { kind: 'alias', profile_id: 'ann', alias: 'ann@old' } as const;
  await engine.insertChanges([changeRow({ id: randomUUID(), project_id, timestamp: at, ...alias })]);
  await engine.insertEvents([someone({ project_id, profile_id: 'ann@old', session_id: 's3' })]);
  await engine.seal();
  const numbered = () => idsWithNumbers(project_id, ['ann', 'ann@old', 'phone', 'other']);
  expect(await numbered()).toEqual(['ann', 'ann@old', 'other', 'phone']);
  const broken = failing((query) => query.includes('INTO') && query.includes('.device_profiles'));
  await expect(erasePerson(broken, project_id, 'ann@old')).rejects.toThrow('broke off');
  await erasePerson(engine, project_id, 'ann@old');
  expect(await numbered()).toEqual(['other']);
});

const insertListed = (project_id: string, ids: readonly string[]) =>
  engine.clickhouse.insert({
    table: `${engine.database}.listed_ids`,
    values: ids.map((id) => ({ project_id, list_id: 'list', id })),
    format: 'JSONEachRow',
  });

test('erasing a project empties every table that has projects, and no other project', async () => {
  const tables = await projectTables();
  for (const project_id of ['gone', 'stays']) {
    const row = { project_id, device_id: 'd', profile_id: 'ann', session_id: 's' };
    await engine.insertEvents([someone(row), someone({ ...row, timestamp: at + 86_400_000 })]);
    await engine.seal();
    await engine.insertChanges([changeRow({ ...row, id: randomUUID(), timestamp: at, kind: 'identify' })]);
    await insertProfile(project_id, 'ann', []);
    const common = { id: randomUUID(), project_id, timestamp: at, created_at: at, import_id: '' };
    const bot = { ...common, name: 'x', bot_name: 'b', path: '', referrer: '', country: '', user_agent: '' };
    await insertRows(engine, 'events_bots', [bot], randomUUID());
    const group = { ...common, group_id: 'g', type: 't', name: 'n', properties: '{}' };
    await insertRows(engine, 'groups', [group], randomUUID());
    const counter = {
      project_id,
      minute: Math.floor(Date.now() / 60_000) * 60_000,
      kind: 'accepted',
      reason: '',
      count: 1,
    };
    await insertRows(engine, 'ingest_counters', [counter], randomUUID());
    const displaced = { project_id, id: common.id, timestamp: at, told_at: at, retention_days: 0 };
    await insertRows(engine, 'displaced_ids', [displaced], randomUUID());
    await storeTotals(engine, { projectId: project_id, source: 'plausible', importId: 'i' }, [viewsOfADay]);
    await eraseImport(engine, project_id, 'an import');
    await insertListed(project_id, ['ann']);
  }
  const counts = async (project: string) => {
    const counted = tables.map(async ([table]) => {
      const [row] = await rowsOf<[number]>(
        `SELECT count() FROM ${engine.database}.${table} WHERE project_id = '${project}'`,
      );
      return [table, (row?.[0] ?? 0) > 0];
    });
    return Object.fromEntries(await Promise.all(counted));
  };
  const all = (value: boolean) => Object.fromEntries(tables.map(([table]) => [table, value]));
  expect(await counts('gone')).toEqual(all(true));
  expect(await eraseProject(engine, 'gone')).toEqual({ events: 2 });
  expect(await counts('gone')).toEqual(all(false));
  expect(await counts('stays')).toEqual(all(true));
  expect(await eraseProject(engine, 'gone')).toEqual({ events: 0 });
});

describe("changing a project's retention", () => {
  const dayMs = 86_400_000;
  const ages = [1, 20, 100];
  const agesOf = async (project: string, table: string, column: string) => {
    const rows = await rowsOf<[number]>(
      `SELECT dateDiff('day', ${column}, now64(3, 'UTC')) AS age FROM ${engine.database}.${table} WHERE project_id = '${project}' ORDER BY age`,
    );
    return rows.map(([age]) => age);
  };
  const insert = (project_id: string, retention_days = 0) =>
    engine.insertEvents(
      ages.map((age) =>
        someone({
          project_id,
          retention_days,
          session_id: `s${age}`,
          device_id: 'd',
          timestamp: Date.now() - age * dayMs - 60_000,
        }),
      ),
    );

  test('takes the rows that are too old now, and no other project', async () => {
    await insert('short');
    await insert('long');
    await engine.seal();
    await changeRetention(engine, 'short', 30);
    await vi.waitFor(async () => {
      expect(await agesOf('short', 'events', 'timestamp')).toEqual([1, 20]);
      expect(await agesOf('short', 'session_days', 'started_at')).toEqual([1, 20]);
    }, 30_000);
    expect(await agesOf('long', 'events', 'timestamp')).toEqual(ages);
    expect(await agesOf('long', 'session_days', 'started_at')).toEqual(ages);
  });

  test('to none keeps all that is left', async () => {
    await insert('short', 200);
    await engine.seal();
    await changeRetention(engine, 'short', 0);
    await vi.waitFor(async () => {
      const kept = await rowsOf<[number, string]>(
        `SELECT DISTINCT (SELECT max(retention_days) FROM ${engine.database}.events WHERE project_id = 'short'), toString(expires_at) FROM ${engine.database}.session_days WHERE project_id = 'short'`,
      );
      expect(kept).toEqual([[0, '2106-01-01 00:00:00']]);
    }, 30_000);
    expect(await agesOf('short', 'events', 'timestamp')).toEqual(ages);
  });
});

test('on a cluster the local tables of all shards are changed, and each is waited for', async () => {
  const row = { project_id: 'p', device_id: 'd', session_id: 's', profile_id: 'ann' };
  await engine.insertEvents([someone(row)]);
  const { target, commands } = recorded({ cluster: 'shards' });
  await erasePerson(target, 'p', 'ann');
  expect(commands.map(({ query }) => query.split('\n')[0])).toMatchInlineSnapshot(`
    [
      "ALTER TABLE analytics.sealed_days_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.session_days_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.activity_slots_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.page_slots_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.day_totals_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.sealed_days_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows, slack, erased_at)",
      "ALTER TABLE analytics.events_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND (profile_id IN {p1:Array(String)} OR (profile_id = '' AND device_id IN {p2:Array(String)}))",
      "ALTER TABLE analytics.sealed_days_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.session_days_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.activity_slots_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.page_slots_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.day_totals_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "ALTER TABLE analytics.sealed_days_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND day IN {p1:Array(Date)}",
      "INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows, slack, erased_at)",
      "ALTER TABLE analytics.profile_changes_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND kind != 'alias' AND (profile_id IN {p1:Array(String)} OR (profile_id = '' AND device_id IN {p2:Array(String)}))",
      "ALTER TABLE analytics.profile_activity_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND profile_id IN {p1:Array(String)}",
      "ALTER TABLE analytics.profiles_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND profile_id IN {p1:Array(String)}",
      "ALTER TABLE analytics.listed_ids_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND (id IN {p1:Array(String)} OR id IN {p2:Array(String)})",
      "ALTER TABLE analytics.device_profiles_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND (device_id IN {p1:Array(String)} OR finalizeAggregation(profile_id_state) IN {p2:Array(String)})",
      "INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows, slack, erased_at)",
      "ALTER TABLE analytics.profile_changes_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND kind = 'alias' AND (profile_id IN {p1:Array(String)} OR alias IN {p1:Array(String)})",
      "INSERT INTO analytics.device_profiles (project_id, device_id, profile_id_state, newest_profile)",
      "INSERT INTO analytics.device_profiles (project_id, device_id, profile_id_state, newest_profile)",
    ]
  `);
  commands.length = 0;
  // Commands are not run here, so that events still name the others.
  await erasePerson(target, 'p', 'without events');
  expect(commands.filter(({ query }) => query.includes('device_numbers'))).toMatchInlineSnapshot(`
    [
      {
        "clickhouse_settings": {
          "async_insert": 0,
          "distributed_foreground_insert": 1,
          "insert_deduplicate": 0,
        },
        "query": "INSERT INTO analytics.device_numbers (project_id, numbering, device_hash, number)
    SELECT project_id, numbering, toUInt64(0) AS hash, max(number) AS highest
    FROM (
      SELECT project_id, numbering, number, has(arrayMap(id -> cityHash64(id), {p0:Array(String)}), device_hash) AS is_unused FROM analytics.device_numbers
      WHERE project_id = {p1:String}
    )
    GROUP BY project_id, numbering
    HAVING maxIf(number, is_unused) > maxIf(number, NOT is_unused)",
        "query_params": {
          "p0": [
            "without events",
          ],
          "p1": "p",
        },
      },
      {
        "clickhouse_settings": {
          "distributed_ddl_task_timeout": "600",
          "mutations_sync": "2",
        },
        "query": "ALTER TABLE analytics.device_numbers_local ON CLUSTER 'shards' DELETE WHERE project_id = {p0:String} AND has(arrayMap(id -> cityHash64(id), {p1:Array(String)}), device_hash)",
        "query_params": {
          "p0": "p",
          "p1": [
            "without events",
          ],
        },
      },
    ]
  `);
  commands.length = 0;
  await eraseDevice(target, 'p', 'd');
  await eraseProject(target, 'p');
  const changes = commands.filter(({ query }) => !query.startsWith('INSERT'));
  // Commands are not run here, so events still name the device: its number stays.
  expect(changes).toHaveLength(38);
  for (const { query, clickhouse_settings } of changes) {
    expect(query).toMatch(
      /^ALTER TABLE analytics\.\w+_local ON CLUSTER 'shards' (DELETE|UPDATE .+) WHERE project_id = /s,
    );
    expect(clickhouse_settings).toMatchObject({ mutations_sync: '2' });
  }
  commands.length = 0;
  await changeRetention(target, 'p', 30);
  expect(commands.map(({ query }) => query)).toMatchInlineSnapshot(`
    [
      "INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows, slack, erased_at)
    SELECT 'events', toYYYYMM(timestamp) AS month, if(retention_days = 0, toDate('2149-06-06'), toDate(timestamp) + toIntervalDay(retention_days)) AS expires_on, -toInt64(count()) - 1000, 0, now('UTC')
    FROM analytics.events WHERE project_id = {p0:String} AND (retention_days = 0 OR retention_days > {p1:UInt32}) GROUP BY month, expires_on",
      "INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows, slack, erased_at)
    SELECT 'events', toYYYYMM(timestamp) AS month, toDate(timestamp) + toIntervalDay(30) AS expires_on, toInt64(count()), 0, now('UTC')
    FROM analytics.events WHERE project_id = {p0:String} AND (retention_days = 0 OR retention_days > {p1:UInt32}) GROUP BY month, expires_on",
      "ALTER TABLE analytics.events_local ON CLUSTER 'shards' UPDATE retention_days = {p0:UInt32} WHERE project_id = {p1:String} AND retention_days != {p0:UInt32}",
      "ALTER TABLE analytics.session_days_local ON CLUSTER 'shards' UPDATE expires_at = toDateTime(day) + toIntervalDay({p0:UInt32}) WHERE project_id = {p1:String} AND expires_at != toDateTime(day) + toIntervalDay({p0:UInt32})",
      "ALTER TABLE analytics.activity_slots_local ON CLUSTER 'shards' UPDATE expires_at = toDateTime(day) + toIntervalDay({p0:UInt32}) WHERE project_id = {p1:String} AND expires_at != toDateTime(day) + toIntervalDay({p0:UInt32})",
      "ALTER TABLE analytics.page_slots_local ON CLUSTER 'shards' UPDATE expires_at = toDateTime(day) + toIntervalDay({p0:UInt32}) WHERE project_id = {p1:String} AND expires_at != toDateTime(day) + toIntervalDay({p0:UInt32})",
      "ALTER TABLE analytics.day_totals_local ON CLUSTER 'shards' UPDATE expires_at = toDateTime(day) + toIntervalDay({p0:UInt32}) WHERE project_id = {p1:String} AND expires_at != toDateTime(day) + toIntervalDay({p0:UInt32})",
    ]
  `);
});

/** A target that fails at the first command of a kind. */
function failing(isCommand: (query: string) => boolean) {
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      const member: unknown = Reflect.get(client, name);
      if (typeof member !== 'function') return member;
      if (name !== 'command') return member.bind(client);
      return async (params: CommandParams) => {
        if (isCommand(params.query)) throw new Error('broke off');
        return client.command(params);
      };
    },
  });
  return { ...engine, clickhouse };
}

/** A target whose commands are written down instead of run; it still answers queries. */
function recorded({ cluster }: { cluster: string }) {
  const commands: CommandParams[] = [];
  const clickhouse = new Proxy(engine.clickhouse, {
    get: (client, name) => {
      if (name === 'command')
        return async (params: CommandParams) => {
          // On a server the database of a test has a name of its own.
          commands.push({ ...params, query: params.query.replaceAll(engine.database, 'analytics') });
        };
      const member: unknown = Reflect.get(client, name);
      return typeof member === 'function' ? member.bind(client) : member;
    },
  });
  return { target: { clickhouse, database: engine.database, cluster }, commands };
}

function someone(known: Partial<EventRow>): EventRow {
  return eventRow({ id: randomUUID(), project_id: 'mine', timestamp: at, ...known, name: 'screen_view' });
}

function randomChanges(random: Random, project_id: string, events: readonly EventRow[]): ProfileChangeRow[] {
  const times = events.map(({ timestamp }) => timestamp);
  const ids = ['p0', 'p1', 'p2', 'p3', 'd2', 'd3'] as const;
  return Array.from({ length: random.pick([0, 2, 6]) }, () =>
    changeRow({
      id: random.uuid(),
      project_id,
      timestamp: random.pick([at, ...times]),
      device_id: random.pick(['', 'd0', 'd1']),
      ...random.pick([
        { kind: 'identify', profile_id: random.pick(['p0', 'p1', 'p2']), traits: '{"plan":"pro"}' },
        { kind: 'alias', profile_id: random.pick(ids), alias: random.pick(ids) },
        { kind: 'assign_group', groups: ['g'] },
      ] as const),
    }),
  );
}

/** In two inserts, as they might come: states of both are there to be merged. */
async function store(
  project_id: string,
  events: readonly EventRow[],
  changes: readonly ProfileChangeRow[],
): Promise<void> {
  const [own, said] = [events, changes].map((rows) => rows.map((row) => ({ ...row, project_id })));
  const middle = Math.floor(events.length / 2);
  await engine.insertEvents((own as EventRow[]).slice(0, middle));
  await engine.insertChanges(said as ProfileChangeRow[]);
  await engine.insertEvents((own as EventRow[]).slice(middle));
}

/** Tables, not views, that have a project's rows; on a cluster the names of the Distributed tables before them. */
function projectTables(): Promise<[string][]> {
  return rowsOf(
    `SELECT replaceRegexpOne(name, '_local$', '') AS name FROM system.tables WHERE database = '${engine.database}' AND engine LIKE '%MergeTree' AND tables.name IN (SELECT table FROM system.columns WHERE database = '${engine.database}' AND name = 'project_id') ORDER BY name`,
  );
}

async function insertProfile(project_id: string, profile_id: string, device_ids: readonly string[]) {
  await engine.clickhouse.insert({
    table: `${engine.database}.profiles`,
    values: [{ project_id, profile_id, device_ids, version: 1 }],
    format: 'JSONEachRow',
  });
}

async function profileIdsOf(project: string): Promise<string[]> {
  const rows = await rowsOf<[string]>(
    `SELECT profile_id FROM ${engine.database}.profiles WHERE project_id = '${project}' ORDER BY profile_id`,
  );
  return rows.map(([id]) => id);
}

/** All that is stored of a project but its profiles, with states read out. */
async function contentsOf(project: string) {
  const of = (columns: string, table: string, more: string) =>
    rowsOf(`SELECT ${columns} FROM ${engine.database}.${table} WHERE project_id = '${project}' ${more}`);
  const last = 'argMaxMerge(profile_id_state)';
  const milli = (value: string) => `toUnixTimestamp64Milli(${value})`;
  return {
    events: await of('* EXCEPT project_id', 'events', 'ORDER BY id'),
    changes: await of('profile_id, device_id, kind, traits, alias', 'profile_changes', 'ORDER BY id'),
    sessions: await of('* EXCEPT project_id', 'sessions', 'ORDER BY session_id'),
    devices: await of(`device_id, ${last}`, 'device_profiles', 'GROUP BY device_id ORDER BY device_id'),
    numbers: await of(
      'device_id, toString(max(newest_profile))',
      'device_profiles',
      'GROUP BY device_id ORDER BY device_id',
    ),
    activity: await of(
      `profile_id, ${milli('min(first_seen_at)')}, ${milli('max(last_seen_at)')}`,
      'profile_activity',
      'GROUP BY profile_id ORDER BY profile_id',
    ),
  };
}

async function idsWithNumbers(project: string, ids: readonly string[]): Promise<string[]> {
  const names = ids.map((id) => `'${id}'`).join(', ');
  const rows = await rowsOf<[string]>(
    `SELECT id FROM (SELECT arrayJoin([${names}]) AS id) WHERE cityHash64(id) IN (SELECT device_hash FROM ${engine.database}.device_numbers WHERE project_id = '${project}') ORDER BY id`,
  );
  return rows.map(([id]) => id);
}

async function rowsOf<Row>(query: string): Promise<Row[]> {
  const result = await engine.clickhouse.query({
    query,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<Row>();
}
