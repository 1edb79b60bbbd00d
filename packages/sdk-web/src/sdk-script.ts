import { createAnalytics } from './create-analytics.ts';
import type { Analytics, AnalyticsOptions } from './types.ts';

/** What the snippet left before this script was loaded: calls, each with its time. */
interface Stub {
  (...call: Call): unknown;
  q?: [calledAt: number, call: Call][];
}
type Call = [method: 'init', options: AnalyticsOptions] | [method: keyof Analytics, ...unknown[]];

const page = globalThis as { gatrix?: Stub };
let analytics: Analytics | undefined;
let calledAt: number | undefined;

const call = ([method, ...rest]: Call): unknown => {
  if (method !== 'init')
    return (analytics?.[method] as ((...rest: unknown[]) => unknown) | undefined)?.(...rest);
  analytics = createAnalytics(rest[0] as AnalyticsOptions, () => calledAt ?? Date.now());
};

const waiting = page.gatrix?.q ?? [];
page.gatrix = (...args) => call(args);
for (const [at, args] of waiting) {
  calledAt = at;
  call(args);
}
calledAt = undefined;
