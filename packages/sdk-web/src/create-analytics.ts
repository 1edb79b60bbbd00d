import { startAnalytics } from './client.ts';
import type { Analytics, AnalyticsOptions, AnyEvents } from './types.ts';

/** On the page, not in the module, so that two copies of this module on one page count it once. */
interface Registry {
  __gatrix?: Record<string, Analytics | undefined>;
}

/**
 * The client of this page. A second call with the same `clientId` and `apiUrl` returns the same one, whatever its other
 * options. Never throws; in Node without a `transport` every call does nothing.
 *
 * @example
 * const analytics = createAnalytics<{ level_up: { level: number } }>({ clientId: 'c-1' });
 * analytics.track('level_up', { level: 12 });
 */
export const createAnalytics = <Events extends object = AnyEvents>(
  options: AnalyticsOptions,
  now: () => number = Date.now,
): Analytics<Events> => {
  const page = globalThis as Registry;
  // biome-ignore lint/suspicious/noAssignInExpressions: each byte of the script counts.
  const clients = (page.__gatrix ??= {});
  const key = `${options.clientId} ${options.apiUrl}`;
  // biome-ignore lint/suspicious/noAssignInExpressions: as above.
  return (clients[key] ??= startAnalytics(options, now, () => {
    delete clients[key];
  }));
};
