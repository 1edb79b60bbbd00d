import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Runner } from '../query/run.ts';
import type { FindStoredState, StoredState } from '../query/stored-state.ts';
import type { Tables } from '../query/tables.ts';
import { type Alias, personsOfAliases } from './aliases.ts';

/** Who is who in a project, as far as it has to be known before a statement about persons is written. */
export interface Identities {
  /** Of `personsOfAliases`. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Whether anybody ever had a profile. Else a person is a device. */
  readonly hasProfiles: boolean;
  /** Whether anybody was identified on a device. */
  readonly hasIdentifiedDevices: boolean;
}

/**
 * Called when a report about the project is asked for. What it returns resolves with the identities as they are after that, or were at `stored`,
 * which somebody found after that.
 */
export type FindIdentities = (projectId: string) => (stored?: StoredState) => Promise<Identities>;

/** Of how many projects they are remembered. */
const maxProjects = 500;
/** Of all projects together; a project that takes more by itself is asked each time. */
const maxBytes = 64 * 1024 ** 2;

/**
 * Reads identities by one statement for all reports that are asked for before it begins, and remembers them until something is stored that may
 * change them. Where nobody can say whether something was, the next report reads them again.
 */
export function createIdentitiesFinder(
  tables: Tables,
  { runner, findStored }: { readonly runner: Runner; readonly findStored: FindStoredState },
  limits: { readonly maxBytes: number } = { maxBytes },
): FindIdentities {
  // The ones that were asked for last stand last.
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Reading>();

  const remember = (projectId: string, entry: Remembered) => {
    remembered.delete(projectId);
    if (entry.bytes > limits.maxBytes) return;
    remembered.set(projectId, entry);
    let bytes = [...remembered.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [oldest, one] of remembered) {
      if (remembered.size <= maxProjects && bytes <= limits.maxBytes) return;
      remembered.delete(oldest);
      bytes -= one.bytes;
    }
  };

  /** Counts reports and statements, in the order in which they begin. */
  let count = 0;

  const read = (projectId: string, stored: StoredState | undefined): Promise<Identities> => {
    const one: Reading = { stored, begunAt: Number.POSITIVE_INFINITY, identities: begin() };
    async function begin(): Promise<Identities> {
      await new Promise((resolve) => setImmediate(resolve));
      count += 1;
      one.begunAt = count;
      try {
        const identities = await readIdentities(tables, projectId, runner);
        remember(projectId, { ...one, identities, bytes: bytesOf(identities) });
        return identities;
      } finally {
        if (reading.get(projectId) === one) reading.delete(projectId);
      }
    }
    reading.set(projectId, one);
    return one.identities;
  };

  return (projectId) => {
    count += 1;
    const askedAt = count;
    return async (known) => {
      const newer = [remembered.get(projectId), reading.get(projectId)].find(
        (one) => one && one.begunAt > askedAt,
      );
      if (newer) return newer.identities;
      const stored = known ?? (await findStored());
      const last = remembered.get(projectId);
      if (last && isCurrent(last, stored)) {
        remember(projectId, last);
        return last.identities;
      }
      const before = reading.get(projectId);
      if (before && (before.begunAt > askedAt || isSame(before.stored, stored))) return before.identities;
      return read(projectId, stored);
    };
  };
}

interface Begun {
  /** Found before the identities were read, which may be newer than it but never older. */
  readonly stored: StoredState | undefined;
  /** When the statement began, by the count; infinite where it has not begun yet. */
  begunAt: number;
}

interface Remembered extends Begun {
  readonly identities: Identities;
  readonly bytes: number;
}

interface Reading extends Begun {
  readonly identities: Promise<Identities>;
}

/**
 * Profiles change with events, too, which can only bring the first one. Where there were some it makes no difference which: without them, after an
 * erasure, who is looked up is not found.
 */
function isCurrent({ stored, identities }: Remembered, now: StoredState | undefined): boolean {
  const { hasProfiles, hasIdentifiedDevices } = identities;
  const hasAll = hasProfiles && hasIdentifiedDevices;
  return isSame(stored, now) || (hasAll && stored !== undefined && stored.changes === now?.changes);
}

function isSame(one: StoredState | undefined, other: StoredState | undefined): boolean {
  return one !== undefined && one.changes === other?.changes && one.profiles === other.profiles;
}

/** About what a map of so many ids takes. */
function bytesOf({ aliases }: Identities): number {
  let bytes = 1_000;
  for (const [id, person] of aliases) bytes += 100 + 2 * (id.length + person.length);
  return bytes;
}

/** Rows of aliases; one without an alias says by its profile that there are profiles, or identified devices. */
async function readIdentities(tables: Tables, projectId: string, runner: Runner): Promise<Identities> {
  const project = param.string(projectId);
  const isAny = (table: Sql, mark: Sql) => sql`SELECT ${mark} AS profile_id, '' AS alias
  FROM (SELECT 1 FROM ${table} WHERE project_id = ${project} LIMIT 1)`;
  const rows = await runner.run<Alias>(sql`SELECT profile_id, alias FROM (
  SELECT DISTINCT profile_id, alias
  FROM ${tables.profileChanges}
  WHERE project_id = ${project} AND kind = 'alias' AND alias != ''
  UNION ALL
  ${isAny(tables.profileActivity, sql`'profiles'`)}
  UNION ALL
  ${isAny(tables.deviceProfiles, sql`'devices'`)}
)`);
  const marks = rows.filter(({ alias }) => alias === '').map(({ profile_id }) => profile_id);
  return {
    aliases: personsOfAliases(rows.filter(({ alias }) => alias !== '')),
    hasProfiles: marks.includes('profiles'),
    hasIdentifiedDevices: marks.includes('devices'),
  };
}
