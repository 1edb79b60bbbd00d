import {
  type Attempt,
  behindMoment,
  type FunnelRules,
  type Moment,
  nextSteps,
  type Sequence,
} from './sequence.ts';

interface Running {
  readonly startedAt: number;
  readonly events: number[];
}

/**
 * The furthest attempt with the steps in their order, other events between them or not. An attempt takes each step as
 * soon as it can. Of attempts that get equally far the first to get there counts, of those the first to start.
 */
export function orderedAttempt(sequence: Sequence, rules: FunnelRules): Attempt {
  // By steps reached: attempts there go on alike, so a moment is looked at once for all of them.
  const running: Running[][] = Array.from({ length: rules.stepCount + 1 }, () => []);
  let best: Attempt = [];
  for (let begin = 0, end = 0; begin < sequence.times.length; begin = end) {
    const time = sequence.times[begin] ?? 0;
    end = behindMoment(sequence.times, begin);
    if (rules.exclusions.length === 0 && !matters(sequence, begin, end, running, time < rules.startBefore))
      continue;
    const moment = { time, begin, end };
    const killers = killersIn(sequence, moment, rules);
    for (let reached = rules.stepCount - 1; reached >= 1; reached -= 1) {
      const here = running[reached] ?? [];
      if (here.length === 0) continue;
      const events = nextSteps(sequence, moment, reached, rules.stepCount);
      const dies = killers.some((exclusion) => isFatal(exclusion, reached, reached + events.length));
      if (events.length === 0 && !dies) continue;
      running[reached] = [];
      const alive = here.filter((attempt) => moment.time <= attempt.startedAt + rules.windowMs);
      for (const attempt of alive) attempt.events.push(...events);
      best = further(best, alive);
      if (!dies) running[reached + events.length]?.push(...alive);
    }
    if (moment.time < rules.startBefore) {
      const events = nextSteps(sequence, moment, 0, rules.stepCount);
      if (events.length > 0) {
        const attempt = { startedAt: moment.time, events };
        best = further(best, [attempt]);
        running[events.length]?.push(attempt);
      }
    }
    if (best.length === rules.stepCount) return best;
  }
  return best;
}

/** Whether any event of the moment takes an attempt further or starts one; most take none. */
function matters(
  sequence: Sequence,
  begin: number,
  end: number,
  running: readonly Running[][],
  mayStart: boolean,
): boolean {
  for (let event = begin; event < end; event += 1) {
    const fits = sequence.fits[event] ?? 0;
    if (mayStart && (fits & 1) !== 0) return true;
    for (let reached = 1; fits >> reached !== 0; reached += 1) {
      if ((fits & (1 << reached)) !== 0 && (running[reached]?.length ?? 0) > 0) return true;
    }
  }
  return false;
}

/** The best so far, or the earliest of these where they got further; kept as it is now. */
function further(best: Attempt, attempts: readonly Running[]): Attempt {
  const [first] = attempts;
  if (!first || first.events.length <= best.length) return best;
  const earliest = attempts.reduce((a, b) => (b.startedAt < a.startedAt ? b : a));
  return [...earliest.events];
}

function killersIn(sequence: Sequence, moment: Moment, rules: FunnelRules): FunnelRules['exclusions'] {
  if (rules.exclusions.length === 0) return [];
  let bits = 0;
  for (let event = moment.begin; event < moment.end; event += 1) bits |= sequence.kills[event] ?? 0;
  return rules.exclusions.filter((_, index) => (bits & (1 << index)) !== 0);
}

/** In its moment the fatal event may come first or last; it kills where neither saves the attempt. */
function isFatal(exclusion: { from: number; to: number }, before: number, after: number): boolean {
  const isInside = (reached: number) => reached >= exclusion.from && reached < exclusion.to;
  return isInside(before) && isInside(after);
}
