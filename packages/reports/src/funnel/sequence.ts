/** What one person (or device, or session) did, in the order of time; as parallel arrays. What lies behind `length` is not of it. */
export interface Sequence {
  readonly length: number;
  /** Milliseconds. */
  readonly times: ArrayLike<number>;
  /** Bit i: the event fits step i (from 0). */
  readonly fits: ArrayLike<number>;
  /** Bit i: the event is fatal by exclusion i. */
  readonly kills: ArrayLike<number>;
}

export interface FunnelRules {
  readonly stepCount: number;
  /** Attempts start before this instant. */
  readonly startBefore: number;
  /** How long after its start an attempt may still reach a step, that instant included; Infinity for no limit. */
  readonly windowMs: number;
  /** While an attempt has reached at least `from` steps and fewer than `to`, the exclusion kills it. */
  readonly exclusions: readonly { readonly from: number; readonly to: number }[];
}

/** The attempt that got furthest: for each step it reached, the index of the event that fulfils it. */
export type Attempt = readonly number[];

/** Events of one instant: they may follow each other in any order. */
export interface Moment {
  readonly time: number;
  /** Index of the first event, and behind the last one. */
  readonly begin: number;
  readonly end: number;
}

export function momentsOf(sequence: Sequence): Moment[] {
  const moments: Moment[] = [];
  for (let begin = 0, end = 0; begin < sequence.length; begin = end) {
    end = behindMoment(sequence, begin);
    moments.push({ time: sequence.times[begin] ?? 0, begin, end });
  }
  return moments;
}

/** The index behind the last event at the time of the event at `begin`. */
export function behindMoment({ length, times }: Sequence, begin: number): number {
  let end = begin + 1;
  while (end < length && times[end] === times[begin]) end += 1;
  return end;
}

const none: readonly number[] = [];

/**
 * How far a moment takes an attempt that has reached `reached` steps: the events that fulfil the next ones, as many in
 * a row as distinct events can. One event fulfils one step, so events are matched to steps (augmenting paths).
 */
export function nextSteps(
  sequence: Sequence,
  moment: Moment,
  reached: number,
  stepCount: number,
): readonly number[] {
  const { fits } = sequence;
  if (moment.end - moment.begin === 1) {
    const isNext = reached < stepCount && ((fits[moment.begin] ?? 0) & (1 << reached)) !== 0;
    return isNext ? [moment.begin] : none;
  }
  const stepOf = new Map<number, number>();
  for (let step = reached; step < stepCount; step += 1) {
    if (!assign(sequence, moment, step, stepOf, new Set())) break;
  }
  const events: number[] = [];
  for (const [event, step] of stepOf) events[step - reached] = event;
  return events;
}

/** Gives the step an event of the moment, moving other steps to other events where that helps. */
export function assign(
  sequence: Sequence,
  moment: Pick<Moment, 'begin' | 'end'>,
  step: number,
  stepOf: Map<number, number>,
  tried: Set<number>,
): boolean {
  for (let event = moment.begin; event < moment.end; event += 1) {
    if (tried.has(event) || ((sequence.fits[event] ?? 0) & (1 << step)) === 0) continue;
    tried.add(event);
    const holder = stepOf.get(event);
    if (holder === undefined || assign(sequence, moment, holder, stepOf, tried)) {
      stepOf.set(event, step);
      return true;
    }
  }
  return false;
}
