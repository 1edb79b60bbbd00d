import { type Attempt, assign, type FunnelRules, momentsOf, type Sequence } from './sequence.ts';

/**
 * The attempt that fulfils most steps in any order: it starts with an event of any step, and others follow within the
 * window. The i-th event of the result is the one with which i + 1 steps were fulfilled.
 */
export function anyOrderAttempt(sequence: Sequence, rules: FunnelRules): Attempt {
  let best: Attempt = [];
  for (const { time, begin } of momentsOf(sequence.times)) {
    if (time >= rules.startBefore) break;
    const stepOf = new Map<number, number>();
    const attempt: number[] = [];
    let missing = (1 << rules.stepCount) - 1;
    for (let event = begin; event < sequence.times.length; event += 1) {
      if ((sequence.times[event] ?? 0) > time + rules.windowMs || missing === 0) break;
      const step = stepGainedBy(sequence, begin, event, stepOf, missing);
      if (step === undefined) continue;
      missing &= ~(1 << step);
      attempt.push(event);
    }
    if (attempt.length > best.length) best = attempt;
    if (best.length === rules.stepCount) return best;
  }
  return best;
}

/** The step that can be fulfilled now that this event is there, too; undefined where there is none. */
function stepGainedBy(
  sequence: Sequence,
  begin: number,
  event: number,
  stepOf: Map<number, number>,
  missing: number,
): number | undefined {
  if ((sequence.fits[event] ?? 0) === 0) return undefined;
  for (let step = 0; missing >> step !== 0; step += 1) {
    if ((missing & (1 << step)) === 0) continue;
    if (assign(sequence, { begin, end: event + 1 }, step, stepOf, new Set())) return step;
  }
  return undefined;
}
