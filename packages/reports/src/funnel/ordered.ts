import { type Outcome, outcomesOf } from './moment-orders.ts';
import {
  type Attempt,
  behindMoment,
  type FunnelRules,
  type Moment,
  nextSteps,
  type Sequence,
} from './sequence.ts';

/**
 * Attempts that go on alike: those that started as the `from`th to `to`th (excluded) and took the same steps since. From the
 * first on they leave as their window ends.
 */
interface Group {
  from: number;
  to: number;
  readonly taken: Taken | undefined;
}

/** Steps an attempt took in one moment, and those before. */
interface Taken {
  readonly events: readonly number[];
  readonly before: Taken | undefined;
}

/**
 * The furthest attempt with the steps in their order, other events between them or not. An attempt takes each step as
 * soon as it can. Of attempts that get equally far the first to get there counts, of those the first to start.
 */
export function orderedAttempt(sequence: Sequence, rules: FunnelRules): Attempt {
  const { stepCount, windowMs, startBefore } = rules;
  // In the order of time, at most one a moment: when an attempt started, and with which events.
  const startedAt: number[] = [];
  const startedWith: (readonly number[])[] = [];
  // By steps reached: attempts there go on alike, so a moment is looked at once for all of them.
  const running: Group[][] = [];
  for (let reached = 0; reached <= stepCount; reached += 1) running.push([]);
  const isPlain = rules.exclusions.length === 0;
  const after = (moment: Moment, reached: number): readonly Outcome[] =>
    isPlain
      ? [{ events: nextSteps(sequence, moment, reached, stepCount), isDead: false }]
      : outcomesOf(sequence, moment, reached, rules);
  /** The first event that starts an attempt which is not among those running yet; -1 where all are. */
  let waiting = -1;
  let best: Attempt = [];
  for (let begin = 0, end = 0; begin < sequence.length; begin = end) {
    const time = sequence.times[begin] ?? 0;
    end = behindMoment(sequence, begin);
    if (isPlain) {
      // Most events are of the first step alone: they start an attempt and take none further.
      if (end - begin === 1 && sequence.fits[begin] === 1) {
        if (time < startBefore) {
          if (best.length === 0) best = [begin];
          if (waiting < 0) waiting = begin;
        }
        continue;
      }
      if (!matters(sequence, begin, end, running, time < startBefore, waiting >= 0)) continue;
      for (let event = waiting < 0 ? begin : waiting; event < begin; event += 1) {
        const at = sequence.times[event] ?? 0;
        if (sequence.fits[event] !== 1 || at >= startBefore || at + windowMs < time) continue;
        start(running[1], startedAt.length);
        startedAt.push(at);
        startedWith.push([event]);
      }
      waiting = -1;
    }
    const moment = { time, begin, end };
    for (let reached = stepCount - 1; reached >= 1; reached -= 1) {
      const here = running[reached] ?? [];
      if (here.length === 0) continue;
      const outcomes = after(moment, reached);
      if (outcomes.every(({ events, isDead }) => events.length === 0 && !isDead)) continue;
      running[reached] = [];
      for (const { events, isDead } of outcomes) {
        let first: Group | undefined;
        for (const { from, to, taken } of here) {
          let alive = from;
          while (alive < to && time > (startedAt[alive] ?? 0) + windowMs) alive += 1;
          if (alive === to) continue;
          const group = { from: alive, to, taken: events.length === 0 ? taken : { events, before: taken } };
          if (!first || alive < first.from) first = group;
          if (!isDead) running[reached + events.length]?.push(group);
        }
        if (first && reached + events.length > best.length) {
          best = [...(startedWith[first.from] ?? []), ...takenIn(first.taken)];
        }
      }
    }
    if (time < startBefore) {
      for (const { events, isDead } of after(moment, 0)) {
        if (events.length === 0) continue;
        if (events.length > best.length) best = events;
        if (isDead) continue;
        start(running[events.length], startedAt.length);
        startedAt.push(time);
        startedWith.push(events);
      }
    }
    if (best.length === stepCount) return best;
  }
  return best;
}

/** Adds an attempt to those that took nothing since they started just before it, where there are any. */
function start(groups: Group[] | undefined, attempt: number): void {
  const last = groups?.at(-1);
  if (last && last.taken === undefined && last.to === attempt) last.to = attempt + 1;
  else groups?.push({ from: attempt, to: attempt + 1, taken: undefined });
}

function takenIn(last: Taken | undefined): number[] {
  const events: number[] = [];
  for (let taken = last; taken; taken = taken.before) events.unshift(...taken.events);
  return events;
}

/** Whether any event of the moment takes an attempt further or starts one; most take none. */
function matters(
  sequence: Sequence,
  begin: number,
  end: number,
  running: readonly Group[][],
  mayStart: boolean,
  anyWaits: boolean,
): boolean {
  for (let event = begin; event < end; event += 1) {
    const fits = sequence.fits[event] ?? 0;
    if (mayStart && (fits & 1) !== 0) return true;
    for (let reached = 1; fits >> reached !== 0; reached += 1) {
      if ((fits & (1 << reached)) === 0) continue;
      if ((anyWaits && reached === 1) || (running[reached]?.length ?? 0) > 0) return true;
    }
  }
  return false;
}
