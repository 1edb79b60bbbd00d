import { ClickHouseLogLevel } from '@clickhouse/client';

/** For a client that only reads: the server then stops a query whose asker closed the connection. */
export const readerSettings = {
  use_multipart_params_auto: true,
  // What fails is answered or logged by who asked; the client's own log is no JSON.
  log: { level: ClickHouseLogLevel.OFF },
  // 2: settings may still come with a query, which is how each carries its limits.
  clickhouse_settings: { readonly: '2', cancel_http_readonly_queries_on_client_close: 1 },
} as const;

/** For files: they take connections of their own, and of an embedded engine places of their own (`log_comment`). */
export const exporterSettings = {
  ...readerSettings,
  max_open_connections: 4,
  clickhouse_settings: { ...readerSettings.clickhouse_settings, log_comment: 'export' },
} as const;
