import type { BreakdownData, PagesData } from '@gatrix/analytics-protocol/insights';
import type { MessageKey } from '../../ui/i18n/en.ts';
import type { Ranking } from './dimensions.ts';

type Unit = 'count' | 'percent' | 'seconds' | 'money';

/** A column of a list. Rows are ranked by the first one that any row has a value in. */
export interface Column<Row> {
  readonly label: MessageKey;
  readonly unit: Unit;
  readonly value: (row: Row) => number;
}

/** A row whatever the report: its name, and its values in the columns' order. */
export interface RankedRow {
  readonly name: string;
  readonly values: readonly number[];
}

const breakdownColumns: readonly Column<BreakdownData[number]>[] = [
  { label: 'metric.activeUsers', unit: 'count', value: (row) => row.active_users ?? 0 },
  { label: 'metric.visitors', unit: 'count', value: (row) => row.unique_visitors },
  { label: 'metric.sessions', unit: 'count', value: (row) => row.sessions },
  { label: 'metric.views', unit: 'count', value: (row) => row.screen_views },
  { label: 'metric.revenue', unit: 'money', value: (row) => row.revenue },
];

const topColumns: readonly Column<PagesData[number]>[] = [
  { label: 'metric.views', unit: 'count', value: (row) => row.views },
  { label: 'metric.activeUsers', unit: 'count', value: (row) => row.active_users ?? 0 },
  { label: 'metric.visitors', unit: 'count', value: (row) => row.unique_visitors },
  { label: 'metric.sessions', unit: 'count', value: (row) => row.sessions },
  { label: 'metric.bounce', unit: 'percent', value: (row) => row.bounce_rate },
  { label: 'metric.timeOnPage', unit: 'seconds', value: (row) => row.avg_duration },
];

const edgeColumns: readonly Column<PagesData[number]>[] = [
  { label: 'metric.sessions', unit: 'count', value: (row) => row.sessions },
  { label: 'metric.activeUsers', unit: 'count', value: (row) => row.active_users ?? 0 },
  { label: 'metric.visitors', unit: 'count', value: (row) => row.unique_visitors },
  { label: 'metric.views', unit: 'count', value: (row) => row.views },
  { label: 'metric.bounce', unit: 'percent', value: (row) => row.bounce_rate },
  { label: 'metric.duration', unit: 'seconds', value: (row) => row.avg_duration },
];

export interface RankedColumn {
  readonly label: MessageKey;
  readonly unit: Unit;
}

export function columnsOf(ranking: Ranking): readonly RankedColumn[] {
  if (ranking.report === 'breakdown') return breakdownColumns;
  return ranking.by === 'top' ? topColumns : edgeColumns;
}

export function pageRows(by: 'top' | 'entry' | 'exit', data: PagesData): RankedRow[] {
  const columns = by === 'top' ? topColumns : edgeColumns;
  return ranked(data.map((row) => ({ name: row.path, values: columns.map(({ value }) => value(row)) })));
}

/** Ranked as shown: the report ranks by sessions. */
export function breakdownRows(data: BreakdownData): RankedRow[] {
  return ranked(
    data.map((row) => ({ name: row.name, values: breakdownColumns.map(({ value }) => value(row)) })),
  );
}

function ranked(rows: RankedRow[]): RankedRow[] {
  const leading = leadingColumn(rows);
  return rows.sort((a, b) => (b.values[leading] ?? 0) - (a.values[leading] ?? 0));
}

/** A game that sends from its server has active users and no visitors. */
export function leadingColumn(rows: readonly RankedRow[]): number {
  const [first] = rows;
  const leading = first?.values.findIndex((_, index) => rows.some(({ values }) => (values[index] ?? 0) > 0));
  return Math.max(leading ?? 0, 0);
}
