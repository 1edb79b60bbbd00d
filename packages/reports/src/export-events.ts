import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { identifier, joinSql, type Sql, sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import type { ExportParameters } from '@gatrix/analytics-protocol/insights';
import type { ExportFile } from './export-file.ts';
import { peopleLines } from './export-people.ts';
import { type EventRecord, eventColumns, eventItemOf } from './lists/event-rows.ts';
import { eventsIn } from './query/compile.ts';
import { InvalidParametersError } from './query/errors.ts';
import type { Plan } from './query/plan.ts';
import { explain, type QueryLimits, settingsOf } from './query/run.ts';

const byteOrderMark = '\uFEFF';
/** What is in memory of a file whose reader takes his time: with ClickHouse's 65,409 rows it is 64 MB and more. */
const blockRows = 8_192;
export const exportTimeoutSeconds = 6 * 3600;

/**
 * The events of the range as a file that is written while it is read, whatever its size, by day, name, device and time:
 * the order they are stored in, so that nothing needs to be sorted; then people, where they are asked for. An error on the way destroys the stream.
 */
export async function exportEvents(
  clickhouse: ClickHouseClient,
  plan: Plan,
  parameters: ExportParameters,
  limits: QueryLimits,
  signal: AbortSignal | undefined,
): Promise<ExportFile> {
  if (parameters.people && (parameters.format !== 'ndjson' || parameters.filters)) {
    const message = parameters.filters ? 'does not go with filters' : 'goes with ndjson only';
    throw new InvalidParametersError([{ field: 'people', message }]);
  }
  try {
    return await fileOf(clickhouse, plan, parameters, limits, signal);
  } catch (error) {
    throw explain(error, limits, signal);
  }
}

async function fileOf(
  clickhouse: ClickHouseClient,
  plan: Plan,
  parameters: ExportParameters,
  limits: QueryLimits,
  signal: AbortSignal | undefined,
): Promise<ExportFile> {
  const settings = `${settingsOf({ ...limits, timeoutSeconds: exportTimeoutSeconds })}, max_block_size = ${blockRows}`;
  const limited = (statement: Sql) => {
    const { query, query_params } = toQuery(statement);
    return { query: `${query}\n${settings}`, query_params, ...(signal ? { abort_signal: signal } : {}) };
  };
  const ask = (columns: Sql) =>
    limited(sql`SELECT ${columns}
FROM ${plan.tables.events}
WHERE ${eventsIn(plan, plan.range)}
ORDER BY project_id, toDate(timestamp), name, device_id, timestamp`);
  const fileName = `events.${parameters.format}`;
  if (parameters.format === 'ndjson') {
    const result = await clickhouse.query({ ...ask(eventColumns), format: 'JSONEachRow' });
    const people = async (statement: Sql) =>
      (await clickhouse.query({ ...limited(statement), format: 'JSONEachRow' })).stream();
    const stream = Readable.from(
      inTurn([
        linesOf(plan, result.stream<EventRecord>()),
        ...(parameters.people ? [peopleLines(plan, people)] : []),
      ]),
    );
    return { stream, contentType: 'application/x-ndjson; charset=utf-8', fileName };
  }
  const isCsv = parameters.format === 'csv';
  const { query, ...rest } = ask(isCsv ? csvColumns : parquetColumns);
  const result = await clickhouse.exec({
    ...rest,
    query: `${query}\nFORMAT ${isCsv ? 'CSVWithNames' : 'Parquet'}`,
  });
  const contentType = isCsv ? 'text/csv; charset=utf-8' : 'application/vnd.apache.parquet';
  const stream = isCsv && parameters.bom ? Readable.from(withMark(result.stream)) : result.stream;
  return { stream, contentType, fileName };
}

async function* linesOf(
  plan: Plan,
  batches: AsyncIterable<readonly { json<T>(): T }[]>,
): AsyncGenerator<string> {
  for await (const rows of batches) {
    let lines = '';
    for (const row of rows) lines += `${JSON.stringify(eventItemOf(plan, row.json<EventRecord>()))}\n`;
    yield lines;
  }
}

async function* inTurn(parts: readonly AsyncIterable<string>[]): AsyncGenerator<string> {
  for (const part of parts) yield* part;
}

async function* withMark(stream: AsyncIterable<Buffer>): AsyncGenerator<string | Buffer> {
  yield byteOrderMark;
  yield* stream;
}

/** A time as text: `2026-11-01T12:00:00.000Z`. */
export const isoTime = (column: Sql) => sql`concat(replaceOne(toString(${column}), ' ', 'T'), 'Z')`;

/** Properties of all three types as one JSON object. */
const propertiesJson = sql`concat('{', arrayStringConcat(arrayConcat(
    arrayMap((k, v) -> concat(toJSONString(k), ':', toJSONString(v)), mapKeys(properties), mapValues(properties)),
    arrayMap((k, v) -> concat(toJSONString(k), ':', toJSONString(v)), mapKeys(properties_number), mapValues(properties_number)),
    arrayMap((k, v) -> concat(toJSONString(k), ':', toJSONString(v)), mapKeys(properties_bool), mapValues(properties_bool))
  ), ','), '}')`;

/** What is text in an event, beside its id and name. */
export const textColumns = [
  'device_id',
  'profile_id',
  'session_id',
  'path',
  'origin',
  'title',
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'region',
  'city',
  'os',
  'os_version',
  'browser',
  'browser_version',
  'device',
  'brand',
  'model',
].map(identifier);

/** A text that a spreadsheet would run as a formula has an apostrophe in front. */
export const asCell = (column: Sql) =>
  sql`if(match(${column}, '^[=+\\-@\\t\\r]'), concat('\\'', ${column}), toString(${column})) AS ${column}`;

const csvColumns = sql`toString(events.id) AS id, ${asCell(sql`name`)}, ${isoTime(sql`timestamp`)} AS timestamp, ${isoTime(sql`created_at`)} AS created_at,
  ${joinSql(textColumns.map(asCell), sql`, `)}, revenue, currency, toJSONString(groups) AS groups, ${propertiesJson} AS properties`;

const parquetColumns = sql`toString(events.id) AS id, name, timestamp, created_at,
  ${joinSql(textColumns, sql`, `)}, revenue, currency, groups, ${propertiesJson} AS properties`;
