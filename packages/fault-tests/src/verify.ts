import type { Ledger } from './load.ts';
import type { FaultSystem } from './system.ts';

export interface Verdict {
  readonly sent: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged and not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly doubled: readonly string[];
  /** Stored, and nobody sent it. */
  readonly unknown: readonly string[];
  /** Sums that disagree: profiles, first and last seen, counters. */
  readonly wrong: readonly string[];
}

/** Compares what senders know with what ClickHouse holds of a project. */
export async function verify(system: FaultSystem, projectId: string, ledger: Ledger): Promise<Verdict> {
  const stored = await storedCounts(system, projectId);
  const sent = [...ledger.messages.values()];
  const acknowledged = sent.filter((message) => message.acknowledged);
  return {
    sent: sent.length,
    acknowledged: acknowledged.length,
    stored: stored.size,
    lost: acknowledged.filter(({ id }) => !stored.has(id)).map(({ id }) => id),
    doubled: await doubledRows(system, projectId),
    unknown: [...stored.keys()].filter((id) => !ledger.messages.has(id)),
    wrong: [
      ...(await disagreements(system, projectId)),
      ...(await wrongProfiles(system, projectId, ledger, stored)),
      ...(await wrongCounters(system, projectId, stored)),
    ],
  };
}

async function rows<T>({ inspect }: FaultSystem, query: string, projectId: string): Promise<T[]> {
  const result = await inspect.clickhouse.query({
    query,
    query_params: { projectId },
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}

async function storedCounts(system: FaultSystem, projectId: string): Promise<Map<string, number>> {
  const { database } = system;
  const found = await rows<{ id: string; n: number }>(
    system,
    `SELECT toString(id) AS id, count() AS n FROM (
  SELECT id FROM ${database}.events WHERE project_id = {projectId:String}
  UNION ALL SELECT id FROM ${database}.profile_changes WHERE project_id = {projectId:String}
) GROUP BY id`,
    projectId,
  );
  return new Map(found.map(({ id, n }) => [id, n]));
}

/** Where the rows of an id that is there twice came from: its parts tell the inserts. */
async function doubledRows(system: FaultSystem, projectId: string): Promise<string[]> {
  const { database } = system;
  const found = await rows<{ id: string; copies: string }>(
    system,
    `SELECT toString(id) AS id, toString(groupArray((_table, _part, timestamp, created_at))) AS copies FROM (
  SELECT id, timestamp, created_at, _part, 'events' AS _table FROM ${database}.events WHERE project_id = {projectId:String}
  UNION ALL SELECT id, timestamp, created_at, _part, 'profile_changes' AS _table FROM ${database}.profile_changes WHERE project_id = {projectId:String}
) GROUP BY id HAVING count() > 1`,
    projectId,
  );
  return found.map(({ id, copies }) => `${id} ${copies}`);
}

/** Derived tables that say something else than the rows they are derived from. */
async function disagreements(system: FaultSystem, projectId: string): Promise<string[]> {
  const { database } = system;
  const project = 'project_id = {projectId:String}';
  const pairs: Record<string, readonly [string, string]> = {
    'first and last seen': [
      `SELECT profile_id AS k, (min(first_seen_at), max(last_seen_at)) AS v FROM ${database}.profile_activity WHERE ${project} GROUP BY profile_id`,
      `SELECT profile_id AS k, (min(timestamp), max(timestamp)) AS v FROM (SELECT profile_id, timestamp FROM ${database}.events WHERE ${project} UNION ALL SELECT profile_id, timestamp FROM ${database}.profile_changes WHERE ${project}) WHERE profile_id != '' GROUP BY profile_id`,
    ],
    'profiles of devices': [
      `SELECT device_id AS k, argMaxMerge(profile_id_state) AS v FROM ${database}.device_profiles WHERE ${project} GROUP BY device_id`,
      `SELECT device_id AS k, argMax(profile_id, (timestamp, created_at, sequence)) AS v FROM ${database}.events WHERE ${project} AND profile_id != '' AND device_id != '' GROUP BY device_id`,
    ],
  };
  const wrong: string[] = [];
  for (const [what, [derived, source]] of Object.entries(pairs)) {
    const found = await rows<{ k: string; derived: string; source: string }>(
      system,
      `SELECT k, toString(a.v) AS derived, toString(b.v) AS source FROM (${derived}) AS a FULL JOIN (${source}) AS b USING (k) WHERE a.v != b.v`,
      projectId,
    );
    wrong.push(...found.map((row) => `${what}: ${row.k} is ${row.derived}, its rows say ${row.source}`));
  }
  return wrong;
}

/** Folded profiles against the increments that were sent and are stored. */
async function wrongProfiles(
  system: FaultSystem,
  projectId: string,
  ledger: Ledger,
  stored: ReadonlyMap<string, number>,
): Promise<string[]> {
  const expected = new Map<string, number>();
  for (const { id, kind, profileId, amount } of ledger.messages.values()) {
    if (kind !== 'increment' || !stored.has(id)) continue;
    expected.set(profileId, (expected.get(profileId) ?? 0) + amount);
  }
  const profiles = await rows<{ profile_id: string; coins: number }>(
    system,
    `SELECT profile_id, JSONExtractFloat(properties, 'coins') AS coins FROM ${system.database}.profiles FINAL WHERE project_id = {projectId:String}`,
    projectId,
  );
  const actual = new Map(profiles.map(({ profile_id, coins }) => [profile_id, coins]));
  return [...expected]
    .filter(([profileId, coins]) => actual.get(profileId) !== coins)
    .map(
      ([profileId, coins]) => `profile ${profileId} has ${actual.get(profileId)} coins, was sent ${coins}`,
    );
}

async function wrongCounters(
  system: FaultSystem,
  projectId: string,
  stored: ReadonlyMap<string, number>,
): Promise<string[]> {
  const [row] = await rows<{ accepted: number }>(
    system,
    `SELECT sum(count) AS accepted FROM ${system.database}.ingest_counters WHERE project_id = {projectId:String} AND kind = 'accepted'`,
    projectId,
  );
  const accepted = row?.accepted ?? 0;
  return accepted === stored.size ? [] : [`counted ${accepted} accepted messages, ${stored.size} are stored`];
}
