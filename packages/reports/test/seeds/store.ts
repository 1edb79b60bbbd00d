import {
  createMoney,
  daysToSeal,
  insertRows,
  localTable,
  type MoneySource,
  migrate,
  projectsToSeal,
  sealDays,
  tellNodes,
  writeProfiles,
} from '@gatrix/analytics-clickhouse-schema';
import { type Engine, type EnginePlace, startEngine } from '../engine.ts';
import { inPool } from './pool.ts';
import { listId, segmentStoreOf } from './random-segment.ts';
import type { World } from './world.ts';

/** All days are over. */
const farAhead = Date.UTC(2100, 0, 1);
/** Where a few thousand rows are one granule, each question reads those of all projects beside it. */
const worldsInDatabase = 40;

type Target = Pick<Engine, 'clickhouse' | 'database' | 'cluster' | 'connect'>;
type SealedTarget = Target & { readonly moneyOf: MoneySource };

export interface Stores {
  /** Where a world is stored. */
  targetOf(world: World): Target;
  close(): Promise<void>;
}

/** One engine with the projects of all worlds, each in its storage. */
export async function storeWorlds(worlds: readonly World[], on?: EnginePlace): Promise<Stores> {
  const { clickhouse, cluster, connect, database: name, close } = await startEngine(on);
  const targets = new Map<World, Target>();
  for (let i = 0; i < worlds.length; i += worldsInDatabase) {
    const target = { clickhouse, cluster, connect, database: `${name}_seeds${i}` };
    await migrate(target);
    const here = worlds.slice(i, i + worldsInDatabase);
    await store(target, here);
    for (const world of here) targets.set(world, target);
  }
  return {
    targetOf(world) {
      const target = targets.get(world);
      if (!target) throw new Error(`seed ${world.seed} is not stored`);
      return target;
    },
    close,
  };
}

async function store(target: Target, worlds: readonly World[]): Promise<void> {
  const { clickhouse, database } = target;
  // Counters are kept for 90 days of the machine's clock, which no seed knows.
  await tellNodes(target, (ddl) => ({
    query: `ALTER TABLE ${localTable(ddl, 'ingest_counters')} REMOVE TTL`,
  }));
  const moneyOf = createMoneyOf(worlds);
  const goingOn = worlds.filter(({ storage }) => storage.startsWith('going on'));
  await inPool(goingOn, (world) => storeAsReceived({ ...target, moneyOf }, world));
  const events = worlds.filter((world) => !goingOn.includes(world)).flatMap(sentEvents);
  // In two halves, so that sessions and identities are put together from several parts, some of them sealed.
  const halves = [events.filter((_, i) => i % 2 === 0), events.filter((_, i) => i % 2 === 1)] as const;
  // Twice under the same token, as a worker does that cannot know whether it was stored.
  for (const _ of [1, 2]) await insertRows(target, 'events', halves[0], 'first');
  await seal(
    { ...target, moneyOf },
    worlds,
    (storage) => storage.startsWith('late') || storage === 'sealed again',
  );
  for (const _ of [1, 2]) await insertRows(target, 'events', halves[1], 'second');
  await seal({ ...target, moneyOf }, worlds, (storage) => storage === 'sealed' || storage === 'sealed again');
  await forgetPersons(target);
  const rowsOf = <Row>(of: (world: World) => readonly Row[]) => worlds.flatMap(of);
  for (const _ of [1, 2]) {
    await insertRows(
      target,
      'profile_changes',
      rowsOf((world) => world.changes),
      'changes',
    );
    await insertRows(
      target,
      'groups',
      rowsOf((world) => world.groups),
      'groups',
    );
    await insertRows(
      target,
      'ingest_counters',
      rowsOf((world) => world.counters),
      'counters',
    );
  }
  const listed = worlds.flatMap((world) =>
    (segmentStoreOf(world).lists[listId] ?? []).map((id) => ({
      project_id: world.projectId,
      list_id: listId,
      id,
    })),
  );
  await clickhouse.insert({ table: `${database}.listed_ids`, values: listed, format: 'JSONEachRow' });
  await inPool(worlds, async ({ projectId, changes }) => {
    await writeProfiles(
      target,
      projectId,
      [...new Set(changes.map((change) => change.profile_id))].filter((id) => id !== ''),
    );
  });
}

/** Some of the seals become those of an older version, whose totals do not know who was active. */
async function forgetPersons(target: Target): Promise<void> {
  const changes = [
    ['sealed_days', 'has_persons = 0'],
    [
      'day_totals',
      ['profiles', 'anonymous']
        .map((name) => `${name} = arrayReduce('groupBitmapState', emptyArrayUInt32())`)
        .join(', '),
    ],
  ] as const;
  for (const [table, change] of changes) {
    await tellNodes(target, (ddl) => ({
      query: `ALTER TABLE ${localTable(ddl, table)} UPDATE ${change} WHERE cityHash64(toInt64(abs(seal))) % 4 = 0`,
      clickhouse_settings: { mutations_sync: '2' },
    }));
  }
}

/** As they were sent. */
function sentEvents({ events }: World) {
  return events.map(({ sent, ...event }) => ({ ...event, revenue: sent }));
}

/** With which rates days are sealed. */
function createMoneyOf(worlds: readonly World[]): MoneySource {
  const known = new Map(worlds.map((world) => [world.projectId, world.sealedWith]));
  return async (projectId) => {
    const { currency, zone, rates } = known.get(projectId) ?? { currency: 'USD', zone: 'UTC', rates: [] };
    return createMoney(currency, zone, rates);
  };
}

/** As it happens: days are sealed while they go on, and while events of days before come. */
async function storeAsReceived(target: SealedTarget, world: World): Promise<void> {
  const { projectId, sealedAt } = world;
  const events = sentEvents(world);
  let since = Number.NEGATIVE_INFINITY;
  for (const now of [...sealedAt, Number.POSITIVE_INFINITY]) {
    const received = events.filter(({ created_at }) => created_at >= since && created_at < now);
    await insertRows(target, 'events', received, `${projectId} ${now}`);
    since = now;
    if (now === Number.POSITIVE_INFINITY) return;
    const days = [...new Set(events.map(({ timestamp }) => Math.floor(timestamp / 86_400_000)))];
    await sealDays(target, { projectId, days }, now);
  }
}

let runs = 0;

async function seal(
  target: SealedTarget,
  worlds: readonly World[],
  isSealed: (storage: World['storage']) => boolean,
) {
  const waiting = new Set(await projectsToSeal(target, farAhead));
  const those = worlds.filter(({ projectId, storage }) => waiting.has(projectId) && isSealed(storage));
  await inPool(those, async ({ projectId }) => {
    for (const portion of await daysToSeal(target, { projectId, now: farAhead })) {
      runs += 1;
      await sealDays(target, portion, farAhead - 1_000_000 + runs);
    }
  });
}
