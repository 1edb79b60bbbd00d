/** Settings that steer ClickHouse's HTTP layer, and mean nothing to the engine. */
const httpSettings: ReadonlySet<string> = new Set([
  'buffer_size',
  'cancel_http_readonly_queries_on_client_close',
  'compress',
  'decompress',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'http_native_compression_disable_checksumming_on_decompress',
  'http_response_buffer_size',
  'http_wait_end_of_query',
  'http_write_exception_in_output_format',
  'http_zlib_compression_level',
  'send_progress_in_http_headers',
  'wait_end_of_query',
]);

/** The settings for the engine, without those of the HTTP layer and without `default_format`, which is a request's. */
export function engineSettings(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of entries) {
    if (name !== 'default_format' && !httpSettings.has(name)) settings[name] = value;
  }
  return settings;
}
