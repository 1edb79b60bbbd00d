import {
  acquisitionFacts,
  acquisitionOrder,
  eventOffsets,
  eventOrder,
  identifier,
  joinSql,
  type SessionFact,
  type Sql,
  sessionFacts,
  sql,
  tieEnds,
} from '@gatrix/analytics-clickhouse-schema';
import { isPageView, within } from '../query/span.ts';
import type { Span } from '../time/span.ts';
import { type DaysScope, onDays, type SpanningSession, type Split, sealedIn } from './days.ts';
import { isSpanning, isSpanningOpen } from './spanning.ts';

/** What is known of a session, beside `session_hash` and `started`. */
export type SessionColumn =
  | 'ended'
  | 'device_hash'
  | 'person'
  | 'views'
  | 'others'
  | 'custom'
  | 'revenue'
  | 'entered_on'
  | 'left_from'
  | 'mixed'
  | 'times'
  | 'tied'
  | `first_${SessionFact}`;

interface ColumnDefinition {
  /** Columns of `session_days` that it is made of. */
  readonly needs: readonly string[];
  /** Over the rows of a session, one a day. Of one row it is the row's own, so that `whole` is the same without. */
  readonly joined: Sql;
  readonly whole: Sql;
}

const firstOf = (column: string): ColumnDefinition => ({
  needs: [column],
  joined: sql`argMin(${identifier(column)}, started_at)`,
  whole: identifier(column),
});
const acquiredOf = (column: string): ColumnDefinition => ({
  needs: [column, 'page_views'],
  joined: sql`argMin(${identifier(column)}, (page_views = 0, started_at))`,
  whole: identifier(column),
});
const sumOf = (column: string): ColumnDefinition => ({
  needs: [column],
  joined: sql`sum(${identifier(column)})`,
  whole: identifier(column),
});
const maxOf = (column: string): ColumnDefinition => ({
  needs: [column],
  joined: sql`max(${identifier(column)})`,
  whole: identifier(column),
});

const eventTimes = sql`arrayMap(offset -> toUnixTimestamp64Milli(started_at) + offset, event_offsets)`;

const definitions: Record<Exclude<SessionColumn, `first_${string}`>, ColumnDefinition> = {
  ended: maxOf('ended_at'),
  device_hash: firstOf('device_hash'),
  person: maxOf('profile_id'),
  views: sumOf('page_views'),
  others: sumOf('other_events'),
  custom: maxOf('has_custom_event'),
  revenue: sumOf('revenue'),
  mixed: maxOf('is_mixed'),
  // Milliseconds, of all its events in ascending order.
  times: {
    needs: ['event_offsets'],
    joined: sql`arraySort(arrayFlatten(groupArray(${eventTimes})))`,
    whole: eventTimes,
  },
  tied: { needs: ['tie_ends'], joined: sql`groupArrayArray(tie_ends)`, whole: sql`tie_ends` },
  entered_on: {
    needs: ['entry_path', 'page_views'],
    joined: sql`argMinIf(entry_path, started_at, page_views > 0)`,
    whole: sql`entry_path`,
  },
  left_from: {
    needs: ['exit_path', 'page_views'],
    joined: sql`argMaxIf(exit_path, started_at, page_views > 0)`,
    whole: sql`exit_path`,
  },
};

/** The columns of `session_days`, from the events of a session on a day. */
const partials: Record<string, Sql> = {
  device_hash: sql`cityHash64(argMin(device_id, ${eventOrder}))`,
  profile_id: sql`max(profile_id)`,
  ended_at: sql`max(timestamp)`,
  page_views: sql`countIf(${isPageView})`,
  other_events: sql`countIf(NOT ${isPageView})`,
  has_custom_event: sql`max(NOT ${isPageView} AND name NOT IN ('session_start', 'session_end'))`,
  ends_with_view: sql`argMax(${isPageView}, ${eventOrder})`,
  is_mixed: sql`1`,
  event_offsets: eventOffsets,
  tie_ends: tieEnds,
  entry_path: sql`argMinIf(path, ${eventOrder}, ${isPageView})`,
  exit_path: sql`argMaxIf(path, ${eventOrder}, ${isPageView})`,
  ...Object.fromEntries(
    sessionFacts.map((fact) => [
      fact,
      sql`toString(argMin(${identifier(fact)}, ${isAcquisition(fact) ? acquisitionOrder : eventOrder}))`,
    ]),
  ),
};

function partialOf({ tables }: DaysScope, column: string): Sql {
  if (column === 'revenue') return sql`sum(${tables.money.amount})`;
  return partials[column] ?? identifier(column);
}

/** A further column of parts: over a row of `session_days`, and over the events of an open day. */
interface PartColumn {
  readonly name: string;
  readonly sealed: Sql;
  readonly open: Sql;
}

/**
 * Selects the parts of sessions that may have several: one row for each session and sealed day, and one for its events
 * on each open day, with `session_hash`, `started_at` and the columns of `session_days` asked for. One part of a session is
 * over when the next begins.
 */
export function partsOfSpanning(
  scope: DaysScope,
  split: Split,
  columns: readonly string[],
  more: readonly PartColumn[] = [],
): Sql {
  const { tables } = scope;
  const stored = columns.map((name) =>
    isText(name) ? sql`toString(${identifier(name)}) AS ${identifier(name)}` : identifier(name),
  );
  const listed = joinSql(
    [
      sql`session_hash`,
      sql`started_at`,
      ...stored,
      ...more.map(({ name, sealed }) => sql`${sealed} AS ${identifier(name)}`),
    ],
    sql`, `,
  );
  const seals = split.spanning ? sealsOf(split.spanning, split) : split.seals;
  const sealed = sql`SELECT ${listed} FROM ${tables.sessionDays}
    WHERE ${sealedIn(scope, seals)} AND ${isSpanning(scope, split)}`;
  // Sessions whose events all lie on open days matter only where the span has such.
  const mayEnd = split.openInSpan.length > 0 ? sql`` : sql` AND ${isSpanningOpen(scope, split)}`;
  const readsOpen =
    split.openInSpan.length > 0 ||
    (split.open.length > 0 && (split.spanning?.some(({ is_open }) => is_open === 1) ?? true));
  const open = sql`SELECT ${joinSql(
    [
      sql`cityHash64(session_id) AS session_hash`,
      sql`min(timestamp) AS started_at`,
      ...columns.map((name) => sql`${partialOf(scope, name)} AS ${identifier(name)}`),
      ...more.map(({ name, open }) => sql`${open} AS ${identifier(name)}`),
    ],
    sql`, `,
  )}
    FROM ${tables.events}
    WHERE ${onDays(scope, split.open)} AND session_id != ''${mayEnd}
    GROUP BY session_hash, toDate(timestamp)`;
  const parts = [...(seals.length > 0 ? [sealed] : []), ...(readsOpen ? [open] : [])];
  return joinSql(
    parts.length > 0 ? parts : [sealed],
    sql`
    UNION ALL
    `,
  );
}

/** Where the parts of spanning sessions are. */
function sealsOf(spanning: readonly SpanningSession[], split: Split): number[] {
  const used = new Set(spanning.flatMap(({ seals }) => seals));
  return split.seals.filter((seal) => used.has(seal));
}

function isText(column: string): boolean {
  return (sessionFacts as readonly string[]).includes(column);
}

/** Selects sessions that may have events on several days, one row each, as `sessionRows` does. */
export function spanningRows(
  scope: DaysScope,
  split: Split,
  columns: readonly SessionColumn[],
  having = sql`1`,
): Sql {
  const definitions = columns.map((name) => [name, definitionOf(name)] as const);
  const needs = [...new Set(definitions.flatMap(([, { needs }]) => needs))];
  const selected = [
    sql`session_hash`,
    sql`min(started_at) AS started`,
    ...definitions.map(([name, { joined }]) => sql`${joined} AS ${identifier(name)}`),
  ];
  return sql`SELECT ${joinSql(selected, sql`, `)}
  FROM (
    ${partsOfSpanning(scope, split, needs)}
  )
  GROUP BY session_hash
  HAVING ${having}`;
}

interface Chosen {
  /** Sessions that started in it. */
  readonly span?: Span;
  /** Of sessions with a single day, those on the days of these seals. Default: on any day, or on the span's. */
  readonly seals?: readonly number[];
  /** Those that pass a filter: a condition on rows of `session_days` with all of a session, and one on any `session_hash`. */
  readonly passing?: { readonly whole: Sql; readonly joined: Sql } | undefined;
}

/**
 * Selects sessions, one row each, with `session_hash`, `started` (when its first event happened) and the columns asked
 * for, all of the whole session.
 */
export function sessionRows(
  scope: DaysScope,
  split: Split,
  columns: readonly SessionColumn[],
  { span, seals = span ? split.sealsInSpan : split.seals, passing }: Chosen = {},
): Sql {
  const definitions = columns.map((name) => [name, definitionOf(name)] as const);
  const started = (column: Sql) => (span ? within(span, column) : sql`1`);
  // All sessions of whole days started in the span.
  const isCut = seals !== split.sealsInSpan || split.cutInSpan.length > 0;
  const passes = (condition: Sql | undefined) => (condition ? sql` AND ${condition}` : sql``);
  const spanning = spanningRows(
    scope,
    split,
    columns,
    sql`${started(sql`started`)}${passes(passing?.joined)}`,
  );
  if (seals.length === 0) return spanning;
  const selected = [
    sql`session_hash`,
    sql`started_at AS started`,
    ...definitions.map(([name, { whole, needs }]) =>
      needs.some(isText)
        ? sql`toString(${whole}) AS ${identifier(name)}`
        : sql`${whole} AS ${identifier(name)}`,
    ),
  ];
  return sql`SELECT ${joinSql(selected, sql`, `)}
  FROM ${scope.tables.sessionDays}
  WHERE ${sealedIn(scope, seals)}${isCut ? sql` AND ${started(sql`started_at`)}` : sql``}
    AND NOT (${isSpanning(scope, split)})${passes(passing?.whole)}
  UNION ALL
  ${spanning}`;
}

function definitionOf(name: SessionColumn): ColumnDefinition {
  if (name in definitions) return definitions[name as keyof typeof definitions];
  const fact = name.slice('first_'.length);
  return isAcquisition(fact) ? acquiredOf(fact) : firstOf(fact);
}

function isAcquisition(fact: string): boolean {
  return acquisitionFacts.some((one) => one === fact);
}
