import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { Test } from './overview.ts';

export interface FunnelQuestion {
  readonly steps: readonly Test[];
  readonly windowMs: number;
  readonly order: 'ordered' | 'strict' | 'any';
  readonly inRange: (time: number) => boolean;
  readonly exclusions: readonly { readonly is: Test; readonly from: number; readonly to: number }[];
}

/** The instants at which one person's furthest attempt reached its steps: the first to get there, of those the first to start. */
export function attemptOracle(events: readonly EventRow[], question: FunnelQuestion): readonly number[] {
  const { order, steps, inRange } = question;
  const isStart: Test = (event) =>
    order === 'any' ? steps.some((fits) => fits(event)) : steps[0]?.(event) === true;
  const starts = events
    .filter((event) => inRange(event.timestamp) && isStart(event))
    .sort((a, b) => a.timestamp - b.timestamp);
  const attempts = starts.map((start) => {
    const near = events.filter(
      ({ timestamp }) => timestamp >= start.timestamp && timestamp <= start.timestamp + question.windowMs,
    );
    if (order === 'ordered') return walk(near, question);
    if (order === 'any') return gathered(near, steps);
    const chains = chainsFrom([start], near, question).filter((chain) => isUninterrupted(chain, events));
    return furthest(chains.map((chain) => chain.map((event) => event.timestamp)));
  });
  // In any order what counts is who started first, not who got there first.
  return order === 'any' ? (attempts.sort((a, b) => b.length - a.length)[0] ?? []) : furthest(attempts);
}

function furthest(attempts: readonly (readonly number[])[]): readonly number[] {
  const time = (attempt: readonly number[], at: number) => attempt.at(at) ?? 0;
  return (
    [...attempts].sort(
      (a, b) => b.length - a.length || time(a, -1) - time(b, -1) || time(a, 0) - time(b, 0),
    )[0] ?? []
  );
}

/** How many steps are reached by trying every choice of events there is; exclusions aside. */
export function reachedOracle(events: readonly EventRow[], question: FunnelQuestion): number {
  const starts = events.filter((event) => question.inRange(event.timestamp) && question.steps[0]?.(event));
  const chains = starts.flatMap((start) => {
    const near = events.filter(({ timestamp }) => timestamp <= start.timestamp + question.windowMs);
    return chainsFrom([start], near, question);
  });
  return chains.reduce((most, chain) => Math.max(most, chain.length), 0);
}

/** All ways to go on, those that stop included. */
function chainsFrom(
  chain: readonly EventRow[],
  near: readonly EventRow[],
  question: FunnelQuestion,
): (readonly EventRow[])[] {
  const last = chain.at(-1)?.timestamp ?? 0;
  const follows = near.filter(
    (event) => !chain.includes(event) && event.timestamp >= last && question.steps[chain.length]?.(event),
  );
  return [chain, ...follows.flatMap((event) => chainsFrom([...chain, event], near, question))];
}

/** Others at the chain's first instant may have come before it, at its last after it. */
function isUninterrupted(chain: readonly EventRow[], events: readonly EventRow[]): boolean {
  const first = chain[0]?.timestamp ?? 0;
  const last = chain.at(-1)?.timestamp ?? 0;
  return events.every(
    (event) => chain.includes(event) || event.timestamp <= first || event.timestamp >= last,
  );
}

/** One attempt through the instants in turn: each takes it as many steps as distinct events can, and may end it. */
function walk(near: readonly EventRow[], { steps, exclusions }: FunnelQuestion): number[] {
  const reachedAt: number[] = [];
  for (const time of [...new Set(near.map((event) => event.timestamp))].sort((a, b) => a - b)) {
    const now = near.filter((event) => event.timestamp === time);
    const before = reachedAt.length;
    while (reachedAt.length < steps.length && canFulfil(now, steps.slice(before, reachedAt.length + 1)))
      reachedAt.push(time);
    const after = reachedAt.length;
    const isFatal = exclusions.some(
      ({ is, from, to }) =>
        now.some(is) && [before, after].every((reached) => reached >= from && reached < to),
    );
    if (isFatal) break;
  }
  return reachedAt;
}

/** Whether each step has an event of its own. */
function canFulfil(events: readonly EventRow[], steps: readonly Test[]): boolean {
  return mostFulfilled(events, steps) === steps.length;
}

/** When one, two, … of the steps were fulfilled, whichever they are. */
function gathered(near: readonly EventRow[], steps: readonly Test[]): number[] {
  const times = [...new Set(near.map((event) => event.timestamp))].sort((a, b) => a - b);
  const counts = times.map((time) =>
    mostFulfilled(
      near.filter((event) => event.timestamp <= time),
      steps,
    ),
  );
  return steps.flatMap((_, i) => times[counts.findIndex((count) => count > i)] ?? []);
}

/** The most steps that have an event of their own. Among as many events as there are steps, one is left for each. */
function mostFulfilled(events: readonly EventRow[], steps: readonly Test[], needed = steps.length): number {
  const [step, ...rest] = steps;
  if (!step) return 0;
  const choices = events
    .filter(step)
    .slice(0, needed)
    .map((event) => {
      const others = events.filter((other) => other !== event);
      return 1 + mostFulfilled(others, rest, needed);
    });
  return Math.max(mostFulfilled(events, rest, needed), ...choices);
}
