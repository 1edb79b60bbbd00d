import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import type { QueryLimits, Runner } from '../query/run.ts';
import type { Tables } from '../query/tables.ts';
import type { KeptKeys, SavedSegment, SegmentPeople } from './scope.ts';

/** So old may membership be. */
const keptMs = 5 * 60_000;
/** Some 20 bytes each in every statement that names them; to read so many takes less than to find them again. */
const maxKeys = 500_000;
/** Of all segments together: some 100 MB. */
const maxKeysInAll = 5_000_000;
const maxKept = 100;
/** By the remainder of the key, so that each text has some 2,000 keys at most and fits into a parameter. */
const texts = 256;

/** The people of the segments that a question names, and when they were found, milliseconds. */
export interface FoundPeople {
  readonly people: ReadonlyMap<string, SegmentPeople>;
  readonly at: number;
}

export interface SegmentQuestion {
  readonly projectId: string;
  /** What else the people depend on: the zone, the day, the rates. */
  readonly circumstances: readonly unknown[];
  readonly named: readonly string[];
  readonly saved: readonly SavedSegment[];
  readonly now: number;
  readonly resolve: (runner: Runner) => Promise<ReadonlyMap<string, SegmentPeople>>;
}

/**
 * Finds the people of segments that filters and breakdowns name. Where a project has so many events that this takes a while, once for
 * all who ask within five minutes; else for each question.
 */
export function createPeopleKeeper(
  tables: Tables,
  { keptSegmentsFrom }: Pick<QueryLimits, 'keptSegmentsFrom'>,
  createRunner: () => Runner,
) {
  const kept = new Map<string, Kept>();
  const large = new Set<string>();

  const isLarge = async (projectId: string, runner: Runner) => {
    if (large.has(projectId)) return true;
    const [row] = await runner.run<{ events: number }>(sql`SELECT count() AS events
FROM (SELECT 1 FROM ${tables.events} WHERE project_id = ${param.string(projectId)} LIMIT ${param.limit(keptSegmentsFrom)})`);
    if (row?.events !== keptSegmentsFrom) return false;
    large.add(projectId);
    return true;
  };

  const find = async ({ named, now, resolve }: SegmentQuestion, runner: Runner): Promise<FoundPeople> => {
    const people = new Map(await resolve(runner));
    for (const id of named) {
      const one = people.get(id);
      if (one) people.set(id, { ...one, kept: await keysOf(one, runner) });
    }
    return { people, at: now };
  };

  return async (question: SegmentQuestion, asker: Runner): Promise<FoundPeople> => {
    const { projectId, circumstances, named, saved, now, resolve } = question;
    if (saved.length === 0 || !(await isLarge(projectId, asker)))
      return { people: await resolve(asker), at: now };
    // From the future, too: the clock went back, and they would be kept for as long as that.
    for (const [key, { at }] of kept) if (Math.abs(now - at) >= keptMs) kept.delete(key);
    const key = JSON.stringify([projectId, circumstances, named, saved]);
    const known = kept.get(key);
    if (known) return known.found;
    const runner = createRunner();
    const found = find(question, runner);
    const entry: Kept = { at: now, found, count: 0 };
    kept.set(key, entry);
    found.then(
      ({ people }) => {
        asker.countRows(runner.rowsRead());
        entry.count = [...people.values()].reduce((sum, one) => sum + (one.kept?.count ?? 0), 0);
        dropOldest(kept);
      },
      () => kept.delete(key),
    );
    return found;
  };
}

interface Kept {
  readonly at: number;
  readonly found: Promise<FoundPeople>;
  /** Of keys, once they are found. */
  count: number;
}

/** Entries stand in the order in which they were asked for. */
function dropOldest(kept: Map<string, Kept>): void {
  let keys = [...kept.values()].reduce((sum, { count }) => sum + count, 0);
  for (const [oldest, { count }] of kept) {
    if (kept.size <= maxKept && keys <= maxKeysInAll) return;
    kept.delete(oldest);
    keys -= count;
  }
}

/** The keys of the people's events; undefined where they are too many to be named. */
async function keysOf({ rows }: SegmentPeople, runner: Runner): Promise<KeptKeys | undefined> {
  const found = await runner.run<{ count: number; keys: string }>(sql`SELECT
  count() AS count, arrayStringConcat(groupArray(toString(key)), ',') AS keys
FROM (SELECT arrayJoin(keys) AS key FROM (${rows}) LIMIT ${param.limit(maxKeys + 1)})
GROUP BY key % ${param.limit(texts)}`);
  const count = found.reduce((sum, row) => sum + row.count, 0);
  return count > maxKeys ? undefined : { count, texts: found.map((row) => row.keys) };
}
