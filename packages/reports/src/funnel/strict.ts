import {
  type Attempt,
  assign,
  type FunnelRules,
  type Moment,
  momentsOf,
  nextSteps,
  type Sequence,
} from './sequence.ts';

/**
 * The furthest attempt without any other event between its steps. Within its first moment the other events may have
 * come before, within its last one after; a moment between must be used up.
 */
export function strictAttempt(sequence: Sequence, rules: FunnelRules): Attempt {
  let running: Attempt[] = [];
  let best: Attempt = [];
  const take = (attempt: Attempt) => {
    if (attempt.length > best.length) best = attempt;
  };
  for (const moment of momentsOf(sequence)) {
    const going: Attempt[] = [];
    for (const attempt of running) {
      const startedAt = sequence.times[attempt[0] ?? 0] ?? 0;
      if (moment.time > startedAt + rules.windowMs) continue;
      take([...attempt, ...nextSteps(sequence, moment, attempt.length, rules.stepCount)]);
      const all = usingUp(sequence, moment, attempt.length, rules.stepCount);
      if (all) going.push([...attempt, ...all]);
    }
    const started = moment.time < rules.startBefore ? nextSteps(sequence, moment, 0, rules.stepCount) : [];
    if (started.length > 0) take(started);
    for (let count = 1; count <= started.length; count += 1) {
      going.push(nextSteps(sequence, moment, 0, count));
    }
    running = going;
    if (best.length === rules.stepCount) return best;
  }
  return best;
}

/** The moment's events as the next steps, every one of them; undefined where they do not fit. */
function usingUp(
  sequence: Sequence,
  moment: Moment,
  reached: number,
  stepCount: number,
): number[] | undefined {
  const size = moment.end - moment.begin;
  if (reached + size > stepCount) return undefined;
  const stepOf = new Map<number, number>();
  for (let step = reached; step < reached + size; step += 1) {
    if (!assign(sequence, moment, step, stepOf, new Set())) return undefined;
  }
  const events: number[] = [];
  for (const [event, step] of stepOf) events[step - reached] = event;
  return events;
}
