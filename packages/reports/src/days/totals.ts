import {
  identifier,
  joinSql,
  param,
  type Sql,
  sql,
  type TotalsDimension,
} from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import type { Span } from '../time/span.ts';
import { nobody } from './activity-rows.ts';
import { type Split, sealedIn, splitOf } from './days.ts';
import { isUnlisted, listFor } from './open-numbers.ts';

/** What is summed up, with its zero. */
const zeros = {
  events: sql`toUInt64(0)`,
  page_views: sql`toUInt64(0)`,
  revenue: sql`toDecimal128(0, 6)`,
  sessions: sql`toUInt64(0)`,
  viewed: sql`toUInt64(0)`,
  bounced: sql`toUInt64(0)`,
  durations: sql`toUInt64(0)`,
  duration_ms: sql`toInt64(0)`,
} as const;
export type Figure = keyof typeof zeros;

/** A part of an answer that is put together from totals and from rows: rows with `key`, `devices`, `unnumbered` and figures. */
export interface AnswerPart {
  /** Over the columns of the source, or over what they are grouped by. */
  readonly key: Sql;
  /** What rows are grouped by, where it is not the key: `key` may then make several rows of a group. */
  readonly groupedBy?: Sql;
  /** `FROM` and what follows. */
  readonly source: Sql;
  readonly figures: Readonly<Partial<Record<Figure, Sql>>>;
  /** Who is counted: sets of totals, rows with `number` and `device_hash` where the condition holds, or nobody. */
  readonly devices: 'sets' | Sql | undefined;
}

/** Selects all parts of a split together by key: `key`, `visitors` and the figures, and `unlisted` where devices are listed (see `runWithList`). */
export function together(
  plan: Plan,
  parts: readonly AnswerPart[],
  figures: readonly Figure[],
  split: Split,
): Sql {
  const summed = figures.map((name) => sql`sum(${identifier(name)}) AS ${identifier(name)}`);
  const forms: Forms = {
    hasTotals: split.totals.length > 0,
    hasHashes: split.openInSpan.length > 0,
    hasList: listFor(plan.days, split) !== undefined,
  };
  if (forms.hasList) summed.push(sql`max(unlisted) AS unlisted`);
  const numbered = forms.hasTotals ? sql`groupBitmapMerge(devices)` : sql`uniqExactMerge(devices)`;
  return sql`SELECT key, ${numbered}${forms.hasHashes ? sql` + uniqExactMerge(unnumbered)` : sql``} AS visitors, ${joinSql(summed, sql`, `)}
FROM (
  ${joinSql(
    parts.map((part) => selectPart(part, figures, forms)),
    sql`
  UNION ALL
  `,
  )}
)
GROUP BY key`;
}

/** Which sets of devices there are, so that those of all parts have one form. */
interface Forms {
  /** Bitmaps, as in totals; without those, sets of numbers, to which ClickHouse adds single ones sooner. */
  readonly hasTotals: boolean;
  /** Sealed rows name devices by number, events of open days may have one without. */
  readonly hasHashes: boolean;
  /** Open events have the numbers of a list, which does not have devices that came since. */
  readonly hasList: boolean;
}

function selectPart(
  { key, groupedBy = sql`key`, source, figures: known, devices }: AnswerPart,
  figures: readonly Figure[],
  { hasTotals, hasHashes, hasList }: Forms,
): Sql {
  const selected = figures.map((name) => sql`${known[name] ?? zeros[name]} AS ${identifier(name)}`);
  if (hasList) {
    const isOfRows = devices !== undefined && devices !== 'sets';
    selected.push(sql`${isOfRows ? sql`max(${isUnlisted})` : sql`toUInt8(0)`} AS unlisted`);
  }
  const unnumbered = hasHashes ? sql`, ${unnumberedOf(devices)} AS unnumbered` : sql``;
  return sql`SELECT ${key} AS key, ${numbersOf(devices, hasTotals)} AS devices${unnumbered}, ${joinSql(selected, sql`, `)}
  ${source}${devices === 'sets' ? sql`` : sql` GROUP BY ${groupedBy}`}`;
}

function numbersOf(devices: AnswerPart['devices'], hasTotals: boolean): Sql {
  if (devices === 'sets') return sql`devices`;
  const [number, isCounted] =
    devices === undefined ? [sql`toUInt32(0)`, sql`0`] : [sql`number`, sql`number > 0 AND ${devices}`];
  return hasTotals
    ? sql`groupBitmapStateIf(${number}, ${isCounted})`
    : sql`uniqExactStateIf(${number}, ${isCounted})`;
}

function unnumberedOf(devices: AnswerPart['devices']): Sql {
  if (devices === 'sets') return sql`arrayReduce('uniqExactState', emptyArrayUInt64())`;
  return devices === undefined
    ? sql`uniqExactStateIf(toUInt64(0), 0)`
    : sql`uniqExactStateIf(device_hash, number = 0 AND device_hash NOT IN (0, ${nobody}) AND ${devices})`;
}

/** Cuts a plan's days so that whole ones and parts are read by their totals, which know nothing of filters. */
export function splitForTotals(plan: Plan, span: Span, reads: 'totals' | 'pages' = 'totals'): Split {
  return splitOf(plan.days, span, reads);
}

/** A condition on rows of totals: of a split of the plan's range. The days say which months to look into. */
export function totalsIn(plan: Plan, split: Split): Sql {
  const { from, to } = plan.range;
  return sql`${sealedIn(plan, split.totals)} AND day >= toDate(${param.second(from)}) AND day <= toDate(${param.second(to - 1_000)})`;
}

/** The totals of a split's days, by dimensions; none where it has no such days. */
export function totalsOf(
  plan: Plan,
  split: Split,
  dimensions: readonly TotalsDimension[],
  figures: readonly Figure[],
  { key = sql`value`, where = sql`` }: { readonly key?: Sql; readonly where?: Sql } = {},
): AnswerPart[] {
  if (split.totals.length === 0) return [];
  return [
    {
      key,
      devices: 'sets',
      figures: Object.fromEntries(figures.map((name) => [name, identifier(name)])),
      source: sql`FROM ${plan.tables.dayTotals}
  WHERE ${totalsIn(plan, split)} AND dimension IN ${param.strings(dimensions)}${where}`,
    },
  ];
}

/** When what is in a row of totals by hour happened, or by part of a day: the value is hours, and minutes behind the midnight that the day is divided at. */
export const totalsTime = sql`toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC')`;
