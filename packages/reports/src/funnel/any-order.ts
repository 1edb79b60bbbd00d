import { type Attempt, assign, type FunnelRules, type Moment, momentsOf, type Sequence } from './sequence.ts';

/**
 * The attempt that fulfils most steps in any order: it starts with an event of any step, and others follow within the
 * window. The i-th event of the result is the one with which i + 1 steps were fulfilled.
 */
export function anyOrderAttempt(sequence: Sequence, rules: FunnelRules): Attempt {
  let best: Attempt = [];
  for (const moment of momentsOf(sequence)) {
    const { time, begin } = moment;
    if (time >= rules.startBefore) break;
    if (!startsIn(sequence, moment)) continue;
    const stepOf = new Map<number, number>();
    const attempt: number[] = [];
    let missing = (1 << rules.stepCount) - 1;
    for (let event = begin; event < sequence.length; event += 1) {
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

/** Whether an event of the moment fits a step: one that a step's filter leaves out starts nothing. */
function startsIn({ fits }: Sequence, { begin, end }: Moment): boolean {
  for (let event = begin; event < end; event += 1) if ((fits[event] ?? 0) !== 0) return true;
  return false;
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
