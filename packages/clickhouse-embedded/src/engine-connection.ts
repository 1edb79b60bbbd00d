import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ClickHouseClientConfigOptions, SettingsMap } from '@clickhouse/client';
import type { Engine, QueryRequest } from './engine/engine.ts';
import type { QueryOutcome } from './engine/run.ts';
import { engineSettings } from './http-settings.ts';
import { formatParam } from './sql/param.ts';
import { type SummaryHeader, summaryHeader } from './summary.ts';

/** What `createClient({ connection })` of `@clickhouse/client` takes. */
export type ClientConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;
type QueryParams = Parameters<ClientConnection['query']>[0];

interface Reply {
  readonly query_id: string;
  readonly response_headers: Record<string, string>;
  readonly http_status_code: number;
  readonly stream: Readable;
  readonly summary: SummaryHeader;
}

/** The engine as a connection of `@clickhouse/client`; results, errors and summaries are as over HTTP. */
export function createEngineConnection(
  engine: Engine,
  options: { readonly database?: string | undefined; close(): Promise<void> },
): ClientConnection {
  const run = async (params: QueryParams, body?: Readable): Promise<Reply> => {
    const queryId = params.query_id || randomUUID();
    const outcome = await unlessAborted(
      engine.run(toRequest(params, queryId, options.database, body)),
      params.abort_signal,
    );
    return toReply(engine, queryId, outcome);
  };
  return {
    query: (params) => run(params),
    exec: (params) => run(params, params.values),
    async command(params) {
      const { stream, ...reply } = await run(params);
      stream.destroy();
      return reply;
    },
    async insert({ values, ...params }) {
      const { stream, ...reply } = await run(
        params,
        typeof values === 'string' ? Readable.from([values]) : values,
      );
      stream.destroy();
      return reply;
    },
    async ping() {
      try {
        await engine.run({ sql: 'SELECT 1', queryId: randomUUID(), isPing: true });
        return { success: true };
      } catch (error) {
        return { success: false, error: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    close: () => options.close(),
  };
}

/** Rejects at an abort at once, as over HTTP; the engine takes a while to stop. */
async function unlessAborted(
  pending: Promise<QueryOutcome>,
  signal: AbortSignal | undefined,
): Promise<QueryOutcome> {
  if (!signal) return await pending;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('The user aborted a request.'));
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([pending, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function toRequest(
  params: QueryParams,
  queryId: string,
  database: string | undefined,
  body?: Readable,
): QueryRequest {
  const given = Object.entries(params.clickhouse_settings ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, settingText(value)] as const],
  );
  return {
    sql: params.query,
    body,
    queryId,
    database,
    defaultFormat: new Map(given).get('default_format'),
    settings: engineSettings(given),
    params: Object.fromEntries(
      Object.entries(params.query_params ?? {}).map(([name, value]) => [name, formatParam(value)]),
    ),
    signal: params.abort_signal,
  };
}

function settingText(value: string | number | boolean | SettingsMap): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value instanceof SettingsMap ? value.toString() : String(value);
}

function toReply(engine: Engine, queryId: string, outcome: QueryOutcome): Reply {
  return {
    query_id: queryId,
    http_status_code: 200,
    response_headers: {
      'x-clickhouse-query-id': queryId,
      'x-clickhouse-format': outcome.format,
      'x-clickhouse-timezone': engine.timezone,
    },
    stream: outcome.stream,
    summary: summaryHeader(outcome.summary),
  };
}
