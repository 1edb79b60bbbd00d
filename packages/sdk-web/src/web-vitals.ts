import type { Analytics } from './types.ts';

type Name = 'TTFB' | 'FCP' | 'LCP' | 'CLS' | 'INP';

/** Upper ends of "good" and "needs improvement", from web.dev/articles/vitals; CLS has no unit, the rest is ms. */
const thresholds: Record<Name, readonly [good: number, poor: number]> = {
  TTFB: [800, 1_800],
  FCP: [1_800, 3_000],
  LCP: [2_500, 4_000],
  CLS: [0.1, 0.25],
  INP: [200, 500],
};

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

const ratingOf = (name: Name, value: number): string => {
  const [good, poor] = thresholds[name];
  if (value <= good) return 'good';
  return value <= poor ? 'needs-improvement' : 'poor';
};

/** The largest sum of shifts less than 1 s apart within 5 s, as CLS is defined. */
const createShiftWindow = (): ((shift: LayoutShift) => number) => {
  let [sum, worst, startedAt, lastAt] = [0, 0, 0, 0];
  return ({ startTime, value, hadRecentInput }) => {
    if (hadRecentInput) return worst;
    if (startTime - lastAt >= 1_000 || startTime - startedAt >= 5_000) [sum, startedAt] = [0, startTime];
    lastAt = startTime;
    sum += value;
    worst = Math.max(worst, sum);
    return worst;
  };
};

/** The slowest interaction, leaving out one for every 50, as INP is defined. */
const createSlowest = (): ((entry: PerformanceEventTiming) => number | undefined) => {
  const durations = new Map<number, number>();
  return ({ interactionId, duration }) => {
    if (!interactionId) return undefined;
    durations.set(interactionId, Math.max(duration, durations.get(interactionId) ?? 0));
    const sorted = [...durations.values()].sort((left, right) => right - left);
    return sorted[Math.floor(sorted.length / 50)];
  };
};

/**
 * Records `web_vital` with `metric`, `value` and `rating` for each of TTFB, FCP, LCP, CLS and INP that the browser
 * measures, once, when the page is hidden. Returns the function that stops it.
 */
export function trackWebVitals(analytics: Pick<Analytics, 'track'>): () => void {
  if (!globalThis.document || !globalThis.PerformanceObserver) return () => undefined;
  const stop = new AbortController();
  const values = new Map<Name, number>();
  const addShift = createShiftWindow();
  const addInteraction = createSlowest();
  const observers = [
    observe('navigation', (entry) =>
      values.set('TTFB', (entry as PerformanceNavigationTiming).responseStart),
    ),
    observe(
      'paint',
      ({ name, startTime }) => name === 'first-contentful-paint' && values.set('FCP', startTime),
    ),
    observe('largest-contentful-paint', ({ startTime }) => values.set('LCP', startTime)),
    observe('layout-shift', (entry) => values.set('CLS', addShift(entry as LayoutShift))),
    observe('event', (entry) => {
      const slowest = addInteraction(entry as PerformanceEventTiming);
      if (slowest !== undefined) values.set('INP', slowest);
    }),
  ];
  const end = (): void => {
    stop.abort();
    for (const observer of observers) observer?.disconnect();
  };
  const report = (): void => {
    if (!document.hidden) return;
    end();
    for (const [metric, value] of values)
      analytics.track('web_vital', {
        metric,
        value: Math.round(value * 1_000) / 1_000,
        rating: ratingOf(metric, value),
      });
  };
  document.addEventListener('visibilitychange', report, { signal: stop.signal });
  return end;
}

/** Entries of this type, those before now included; nothing where the browser does not know the type. */
function observe(
  type: string,
  onEntry: (entry: PerformanceEntry) => unknown,
): PerformanceObserver | undefined {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return undefined;
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(onEntry));
  observer.observe({ type, buffered: true, ...(type === 'event' && { durationThreshold: 40 }) });
  return observer;
}
