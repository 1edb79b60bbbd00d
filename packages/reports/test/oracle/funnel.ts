import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { Test } from './overview.ts';

export interface FunnelQuestion {
  readonly steps: readonly Test[];
  readonly windowMs: number;
  readonly order: 'ordered' | 'strict' | 'any';
  readonly inRange: (time: number) => boolean;
}

/** The most steps that one person's events fulfil, by trying every choice of events there is. */
export function reachedOracle(events: readonly EventRow[], question: FunnelQuestion): number {
  const starts = events.filter(
    (event) =>
      question.inRange(event.timestamp) &&
      (question.order === 'any' ? question.steps.some((fits) => fits(event)) : question.steps[0]?.(event)),
  );
  return Math.max(0, ...starts.map((start) => reachedFrom(start, events, question)));
}

function reachedFrom(start: EventRow, events: readonly EventRow[], question: FunnelQuestion): number {
  const { order, steps, windowMs } = question;
  const near = events.filter(
    (event) => event.timestamp >= start.timestamp && event.timestamp <= start.timestamp + windowMs,
  );
  if (order === 'any') return mostFulfilled(near, steps);
  const longest = (chain: readonly EventRow[]): number => {
    const last = chain.at(-1) ?? start;
    const follows = near.filter(
      (event) =>
        !chain.includes(event) &&
        event.timestamp >= last.timestamp &&
        (steps[chain.length]?.(event) ?? false),
    );
    const chains = follows.map((event) => [...chain, event]);
    const allowed =
      order === 'strict' ? chains.filter((candidate) => isUninterrupted(candidate, events)) : chains;
    return Math.max(chain.length, ...allowed.map(longest));
  };
  return longest([start]);
}

/** Others at the chain's first instant may have come before it, at its last after it. */
function isUninterrupted(chain: readonly EventRow[], events: readonly EventRow[]): boolean {
  const first = chain[0]?.timestamp ?? 0;
  const last = chain.at(-1)?.timestamp ?? 0;
  return events.every(
    (event) => chain.includes(event) || event.timestamp <= first || event.timestamp >= last,
  );
}

function mostFulfilled(events: readonly EventRow[], steps: readonly Test[]): number {
  const [step, ...rest] = steps;
  if (!step) return 0;
  const choices = events.filter(step).map(
    (event) =>
      1 +
      mostFulfilled(
        events.filter((e) => e !== event),
        rest,
      ),
  );
  return Math.max(mostFulfilled(events, rest), ...choices);
}
