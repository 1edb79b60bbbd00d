/** ClickHouse's code of an error; '' of all others. By its field: the embedded engine's errors have one, too. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
