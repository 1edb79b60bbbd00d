import { dayMs, localDay, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type ImportedBreakdown,
  type ImportedDimension,
  type ImportedTotalsData,
  importedBreakdowns,
  importedTotalsData,
  importedTotalsParameters,
} from '@gatrix/analytics-protocol/insights';
import type { Plan } from '../query/plan.ts';
import { defineReport } from './report.ts';

/** Sums by day that another product counted and that were imported as such. No other report reads them. */
export const importedTotals = defineReport({
  name: 'importedTotals',
  path: '/imported-totals',
  methods: ['GET'],
  summary:
    'What another product counted before the move, by day, as it was imported: aggregates, in no other report',
  parameters: importedTotalsParameters,
  data: importedTotalsData,
  find: async (plan, { dimension }, runner) => {
    const [imports, series, values] = await Promise.all([
      runner.run<
        ImportedTotalsData['imports'][number]
      >(sql`SELECT import_id AS id, toString(any(source)) AS source,
  toString(min(day)) AS first_day, toString(max(day)) AS last_day
FROM ${plan.tables.importedTotals} FINAL
WHERE project_id = ${param.string(plan.projectId)}
GROUP BY import_id
ORDER BY first_day, id`),
      runner.run<
        ImportedTotalsData['series'][number]
      >(sql`SELECT toString(day) AS date, toString(source) AS source,
  sum(visitors) AS visitors, ${totals}, sum(bounces) AS bounces, sum(visit_seconds) AS visit_seconds
FROM ${plan.tables.importedTotals} FINAL
WHERE ${totalsIn(plan, 'day')}
GROUP BY day, source
ORDER BY day, source`),
      dimension === undefined
        ? []
        : runner.run<ImportedTotalsData['values'][number]>(sql`SELECT
  JSONExtractString(dimensions, ${param.string(dimension)}) AS value, sum(visitors) AS visitor_days, ${totals}
FROM ${plan.tables.importedTotals} FINAL
WHERE ${totalsIn(plan, breakdownOf(dimension))}
GROUP BY value
ORDER BY visitor_days DESC, value
LIMIT ${param.limit(plan.limit)}`),
    ]);
    return {
      data: {
        kind: 'imported_aggregates' as const,
        imports: [...imports],
        series: [...series],
        values: [...values],
      },
    };
  },
});

const totals = sql`sum(visits) AS visits, sum(page_views) AS page_views, sum(events) AS events`;

/** The last day that a Date holds, in days since 1970. */
const lastDay = 65_535;

function totalsIn({ projectId, range, zone }: Plan, breakdown: ImportedBreakdown): Sql {
  const dayOf = (instant: number) =>
    param.integer(Math.min(Math.max(localDay(zone, instant) / dayMs, 0), lastDay));
  return sql`project_id = ${param.string(projectId)} AND breakdown = ${param.string(breakdown)}
  AND day >= toDate(${dayOf(range.from)}) AND day <= toDate(${dayOf(range.to - 1)})`;
}

function breakdownOf(dimension: ImportedDimension): ImportedBreakdown {
  const all = Object.entries(importedBreakdowns) as [ImportedBreakdown, readonly string[]][];
  const breakdown = all.find(([, dimensions]) => dimensions.includes(dimension));
  if (!breakdown) throw new Error(`no totals are broken down by ${dimension}`);
  return breakdown[0];
}
