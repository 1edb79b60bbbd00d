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
      (a, b) =>
        b.length - a.length || time(a, -1) - time(b, -1) || time(a, 0) - time(b, 0) || compareTimes(a, b),
    )[0] ?? []
  );
}

/** Of orders that come equally far the one that took the steps between first. */
function compareTimes(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((time, i) => time !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
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

/** One attempt through the instants in turn, each in every order its events may have come in, until it meets an exclusion. */
function walk(near: readonly EventRow[], question: FunnelQuestion): readonly number[] {
  const times = [...new Set(near.map((event) => event.timestamp))].sort((a, b) => a - b);
  const ends: (readonly number[])[] = [];
  let going: (readonly number[])[] = [[]];
  for (const time of times) {
    const now = near.filter((event) => event.timestamp === time && matters(event, question));
    const next = new Map<string, readonly number[]>();
    for (const reachedAt of going) {
      for (const { taken, isDead } of outcomes(now, reachedAt.length, question)) {
        const after = [...reachedAt, ...Array.from({ length: taken }, () => time)];
        ends.push(after);
        if (!isDead) next.set(JSON.stringify(after), after);
      }
    }
    going = [...next.values()];
  }
  return furthest(ends);
}

function matters(event: EventRow, { steps, exclusions }: FunnelQuestion): boolean {
  return steps.some((fits) => fits(event)) || exclusions.some(({ is }) => is(event));
}

/** An event that is the next step takes the attempt there, though it be an exclusion, too. */
function outcomes(events: readonly EventRow[], reached: number, question: FunnelQuestion) {
  const found = new Map<string, { readonly taken: number; readonly isDead: boolean }>();
  const seen = new Set<string>();
  const visit = (waiting: readonly EventRow[], taken: number): void => {
    const key = `${waiting.map(({ id }) => id)} ${taken}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (waiting.length === 0) found.set(`${taken}`, { taken, isDead: false });
    for (const event of waiting) {
      const others = waiting.filter((other) => other !== event);
      const at = reached + taken;
      const isFatal = question.exclusions.some(({ is, from, to }) => is(event) && at >= from && at < to);
      if (question.steps[at]?.(event)) visit(others, taken + 1);
      else if (isFatal) found.set(`${taken} dead`, { taken, isDead: true });
      else visit(others, taken);
    }
  };
  visit(events, 0);
  return [...found.values()];
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
