import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { textColumns } from '../export-events.ts';
import type { Plan } from '../query/plan.ts';
import type { QueryLimits } from '../query/run.ts';

/** The tables that a statement may name. */
export const tableNames = ['events', 'profiles', 'groups'] as const;

/** Of text that `checkText` let pass: it has no placeholders, and closes what it opens. */
function checked(text: string): Sql {
  return { kind: 'sql', texts: [text], params: [] };
}

/** For `EXPLAIN AST`. On lines of its own, so that a comment or an error cannot reach beyond it. */
export function bareStatement(text: string): Sql {
  return sql`SELECT * FROM (
${checked(text)}
)`;
}

/** The statement over the rows of the project alone, and one row more than the limit. */
export function statementOver({ tables, projectId, zone }: Plan, text: string, limit: number): Sql {
  const project = param.string(projectId);
  const inZone = (column: Sql) => sql`toTimeZone(${column}, ${param.string(zone.name)}) AS ${column}`;
  return sql`WITH
events AS (
  SELECT id, name, ${inZone(sql`timestamp`)}, ${inZone(sql`created_at`)}, ${joinSql(textColumns, sql`, `)},
    revenue, currency, groups, properties, properties_number, properties_bool
  FROM ${tables.events} WHERE project_id = ${project}
),
profiles AS (
  SELECT profile_id, first_name, last_name, email, avatar, properties, groups
  FROM ${tables.profiles} FINAL WHERE project_id = ${project}
),
groups AS (
  SELECT group_id, type, name, properties FROM ${tables.groups} FINAL WHERE project_id = ${project}
)
${bareStatement(text)}
LIMIT ${param.limit(limit + 1)}`;
}

const maxMemoryBytes = 1024 ** 3;
const maxResultBytes = 20_000_000;

/** As those of reports, with less memory and a bound on the answer; names mean what ClickHouse's users expect. */
export function sqlSettings(limits: QueryLimits): string {
  const memory = Math.min(limits.memoryBytes, maxMemoryBytes);
  return [
    `SETTINGS max_execution_time = ${limits.timeoutSeconds}`,
    `max_memory_usage = ${memory}`,
    `max_bytes_before_external_group_by = ${Math.floor(memory / 2)}`,
    `max_bytes_before_external_sort = ${Math.floor(memory / 2)}`,
    `max_rows_to_read = ${limits.rows}`,
    `max_result_bytes = ${maxResultBytes}`,
    "result_overflow_mode = 'throw'",
    "distributed_product_mode = 'global'",
    'enable_positional_arguments = 1',
    'output_format_json_quote_64bit_integers = 1',
    'output_format_json_quote_decimals = 0',
  ].join(', ');
}
