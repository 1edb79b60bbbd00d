import type { Logger } from '@gatrix/analytics-service-runtime';

const quietMs = 10_000;
/** Job ids and the like. */
const particulars = /[0-9a-f]{8}-[0-9a-f-]{27,}|\d+/g;

/**
 * Logs what a queue reports. One lost lock is reported for every job in hand, twice a second: after the first, errors
 * that only differ in numbers and ids are counted, and the count is logged with the next one.
 */
export function createErrorLog(options: { readonly logger: Pick<Logger, 'warn'> }): (error: Error) => void {
  const kinds = new Map<string, { readonly since: number; similar: number }>();
  return (error) => {
    const kind = error.message.replace(particulars, '…');
    const previous = kinds.get(kind);
    const time = performance.now();
    if (previous && time - previous.since < quietMs) {
      previous.similar += 1;
      return;
    }
    kinds.set(kind, { since: time, similar: 0 });
    options.logger.warn({ err: error, ...(previous ? { similar: previous.similar } : {}) }, 'queue');
  };
}
