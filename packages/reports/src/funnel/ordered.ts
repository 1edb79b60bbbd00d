import {
  type Attempt,
  type FunnelRules,
  type Moment,
  momentsOf,
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
  for (const moment of momentsOf(sequence.times)) {
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
