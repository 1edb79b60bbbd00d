import { type FunnelRules, type Moment, nextSteps, type Sequence } from './sequence.ts';

/** Where a moment may leave an attempt, in one of the orders its events may have come in. */
export interface Outcome {
  /** The events that took it further. */
  readonly events: readonly number[];
  /** Whether an exclusion met it. */
  readonly isDead: boolean;
}

/** So many events of one moment are tried in all their orders; of more, the order that takes the attempt furthest. */
const mostTried = 10;

/**
 * All outcomes of a moment for an attempt that has reached `reached` steps, the furthest first: its events may have come in any
 * order. An event that is the next step takes the attempt there and does not kill it, though it be an exclusion, too.
 */
export function outcomesOf(
  sequence: Sequence,
  moment: Moment,
  reached: number,
  rules: FunnelRules,
): Outcome[] {
  const relevant: number[] = [];
  for (let event = moment.begin; event < moment.end; event += 1) {
    if ((sequence.fits[event] ?? 0) !== 0 || (sequence.kills[event] ?? 0) !== 0) relevant.push(event);
  }
  if (relevant.length > mostTried) return [furthestOnly(sequence, moment, reached, rules)];
  const outcomes = new Map<string, Outcome>();
  const visited = new Set<string>();
  const visit = (waiting: readonly number[], events: readonly number[]): void => {
    const at = reached + events.length;
    const state = `${waiting.join()};${at}`;
    if (visited.has(state)) return;
    visited.add(state);
    if (waiting.length === 0) keep(outcomes, { events, isDead: false });
    for (const event of waiting) {
      const others = waiting.filter((other) => other !== event);
      const isNext = at < rules.stepCount && ((sequence.fits[event] ?? 0) & (1 << at)) !== 0;
      if (isNext) visit(others, [...events, event]);
      else if (kills(sequence, event, at, rules)) keep(outcomes, { events, isDead: true });
      else visit(others, events);
    }
  };
  visit(relevant, []);
  return [...outcomes.values()].sort((a, b) => b.events.length - a.events.length);
}

function keep(found: Map<string, Outcome>, outcome: Outcome): void {
  const key = `${outcome.events.length} ${outcome.isDead}`;
  if (!found.has(key)) found.set(key, outcome);
}

function kills(sequence: Sequence, event: number, reached: number, { exclusions }: FunnelRules): boolean {
  const bits = sequence.kills[event] ?? 0;
  return exclusions.some(
    ({ from, to }, index) => (bits & (1 << index)) !== 0 && reached >= from && reached < to,
  );
}

/** The fatal event may come first or last; it kills where neither saves the attempt. */
function furthestOnly(sequence: Sequence, moment: Moment, reached: number, rules: FunnelRules): Outcome {
  const events = nextSteps(sequence, moment, reached, rules.stepCount);
  let isDead = false;
  for (let event = moment.begin; event < moment.end && !isDead; event += 1) {
    isDead =
      !events.includes(event) &&
      kills(sequence, event, reached, rules) &&
      kills(sequence, event, reached + events.length, rules);
  }
  return { events, isDead };
}
