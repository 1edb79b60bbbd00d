import type { EventRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import type { FilterScalar } from '@gatrix/analytics-protocol/insights';
import { joinedOracle, personOracle } from './persons.ts';
import { byTime } from './sessions.ts';

type Traits = Record<string, FilterScalar>;

export interface OracleProfile {
  /** All ids of the person. */
  readonly ids: readonly string[];
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly avatar: string;
  readonly properties: Readonly<Traits>;
  readonly groups: readonly string[];
}

/** What is known of the person whom an id is of: undefined where nothing was ever said of them. */
export function profileOracle(changes: readonly ProfileChangeRow[]) {
  const joined = joinedOracle(changes);
  return (id: string): OracleProfile | undefined => {
    // An event of nobody, though a device without a profile may have been put into a group.
    if (id === '') return undefined;
    const ids = joined(id);
    const own = changes.filter((change) => ids.includes(change.profile_id)).sort(byTime);
    if (own.length === 0) return undefined;
    const { firstName = '', lastName = '', email = '', avatar = '', ...properties } = traitsOf(own);
    const texts = { first_name: firstName, last_name: lastName, email, avatar };
    return {
      ids,
      ...(Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, String(value)])) as Record<
        keyof typeof texts,
        string
      >),
      properties,
      groups: [...new Set(own.flatMap(({ groups }) => groups))].sort(),
    };
  };
}

function traitsOf(inOrder: readonly ProfileChangeRow[]): Traits {
  const traits: Traits = {};
  for (const { kind, traits: json, property, amount } of inOrder) {
    if (kind === 'identify') {
      for (const [key, value] of Object.entries(
        JSON.parse(json || '{}') as Record<string, FilterScalar | null>,
      )) {
        if (value === null) delete traits[key];
        else traits[key] = value;
      }
    }
    if (kind !== 'increment' && kind !== 'decrement') continue;
    const before = traits[property];
    // Thousandths add up exactly.
    const thousandths =
      Math.round((typeof before === 'number' ? before : 0) * 1000) + Math.round(amount * 1000);
    traits[property] = thousandths / 1000;
  }
  return traits;
}

type Row = EventRow | ProfileChangeRow;

/** When everyone who ever had a profile id was seen, by person, before they were known included. */
export function seenOracle(events: readonly EventRow[], changes: readonly ProfileChangeRow[]) {
  const person = personOracle(events, changes);
  const rows: readonly Row[] = [...events, ...changes];
  const known = new Set(rows.filter((row) => row.profile_id !== '').map(person));
  const seen = new Map<string, { first: number; last: number }>();
  for (const row of rows) {
    const id = person(row);
    if (!known.has(id)) continue;
    const { first, last } = seen.get(id) ?? { first: row.timestamp, last: row.timestamp };
    seen.set(id, { first: Math.min(first, row.timestamp), last: Math.max(last, row.timestamp) });
  }
  return seen;
}
