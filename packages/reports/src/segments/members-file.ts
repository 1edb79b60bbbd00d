import { param, type Sql, sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import type { SegmentMembersParameters } from '@gatrix/analytics-protocol/insights';
import { asCell, exportTimeoutSeconds, isoTime } from '../export-events.ts';
import type { ExportFile } from '../export-file.ts';
import { personSql } from '../persons/persons.ts';
import { InvalidParametersError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import { explain, settingsOf } from '../query/run.ts';
import type { FileSource } from '../reports/report.ts';
import type { SegmentPeople } from './scope.ts';

/** The file has everybody. Throws InvalidParametersError where a page of them is named. */
export function refusePages(parameters: SegmentMembersParameters): void {
  const named = (['limit', 'cursor'] as const).filter((name) => parameters[name] !== undefined);
  if (named.length === 0) return;
  throw new InvalidParametersError(
    named.map((field) => ({ field, message: 'does not go with format=csv, which has everybody' })),
  );
}

/** Everybody in a segment as CSV, the ids first; written while it is read. An error on the way destroys the stream. */
export async function membersFile(
  plan: Plan,
  people: SegmentPeople,
  { clickhouse, limits, signal }: FileSource,
): Promise<ExportFile> {
  const { query, query_params } = toQuery(membersQuery(plan, people));
  const settings = settingsOf({ ...limits, timeoutSeconds: exportTimeoutSeconds });
  try {
    const { stream } = await clickhouse.exec({
      query: `${query}\n${settings}\nFORMAT CSVWithNames`,
      query_params,
      use_multipart_params_auto: true,
      ...(signal ? { abort_signal: signal } : {}),
    });
    return { stream, contentType: 'text/csv; charset=utf-8', fileName: 'members.csv' };
  } catch (error) {
    throw explain(error, limits, signal);
  }
}

function membersQuery({ tables, projectId, aliases }: Plan, { rows }: SegmentPeople): Sql {
  const newest = (column: Sql) => sql`argMax(${column}, version) AS ${column}`;
  return sql`SELECT ${asCell(sql`id`)}, ${asCell(sql`first_name`)}, ${asCell(sql`last_name`)}, ${asCell(sql`email`)},
  ${isoTime(sql`first`)} AS first_seen_at, ${isoTime(sql`last`)} AS last_seen_at
FROM (SELECT person AS id, first, last FROM (${rows})) AS people
LEFT ANY JOIN (
  SELECT ${personSql(sql`profile_id`, aliases)} AS known_person,
    ${newest(sql`first_name`)}, ${newest(sql`last_name`)}, ${newest(sql`email`)}
  FROM ${tables.profiles} FINAL
  WHERE project_id = ${param.string(projectId)}
  GROUP BY known_person
) AS profiles ON people.id = profiles.known_person
ORDER BY people.id`;
}
