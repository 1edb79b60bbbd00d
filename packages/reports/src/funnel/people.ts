import type { FunnelParameters } from '@gatrix/analytics-protocol/insights';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { anyOrderAttempt } from './any-order.ts';
import { createSequenceReader } from './event-code.ts';
import { orderedAttempt } from './ordered.ts';
import type { FunnelRules } from './sequence.ts';
import { type SequenceColumns, sequencesOf } from './sequences.ts';
import { strictAttempt } from './strict.ts';

/** How far someone got, or how far `people` of whom nothing else is asked got alike. */
export interface Progress {
  readonly id: string;
  readonly people: number;
  /** When each step that was reached was reached, milliseconds since the epoch. */
  readonly reachedAt: readonly number[];
  /** The breakdown's value, by the attribution; '' where there is none. */
  readonly value: string;
}

export const attemptOf = { ordered: orderedAttempt, strict: strictAttempt, any: anyOrderAttempt };

/** Everyone with an attempt, and how far the furthest one got. */
export async function progressOf(
  plan: Plan,
  parameters: FunnelParameters,
  columns: SequenceColumns,
  runner: Runner,
): Promise<Iterable<Progress>> {
  const rules: FunnelRules = {
    stepCount: parameters.steps.length,
    startBefore: plan.range.to - plan.range.from,
    windowMs: parameters.window === 'session' ? Number.POSITIVE_INFINITY : parameters.window,
    exclusions: parameters.exclusions.map(({ from = 1, to = parameters.steps.length }) => ({ from, to })),
  };
  const readSequence = createSequenceReader(parameters);
  const isPerSession = parameters.window === 'session';
  const people: Progress[] = [];
  const statement = await sequencesOf(plan, parameters, columns);
  await runner.binary(statement, (reader) => {
    const id = reader.string();
    const count = reader.uint32();
    const sequence = readSequence(reader);
    const values = reader.strings();
    const attempt = attemptOf[parameters.order](sequence, rules);
    if (attempt.length === 0) return;
    const progress = {
      id,
      people: count,
      reachedAt: attempt.map((event) => plan.range.from + (sequence.times[event] ?? 0)),
      value: attributed(parameters.attribution, attempt, values),
    };
    people.push(progress);
  });
  return isPerSession ? furthestOf(people) : people;
}

function furthestOf(all: readonly Progress[]): Iterable<Progress> {
  const furthest = new Map<string, Progress>();
  for (const progress of all) {
    const before = furthest.get(progress.id);
    if (!before || isFurther(progress, before)) furthest.set(progress.id, progress);
  }
  return furthest.values();
}

/** With a window of one session someone has a sequence for each. */
function isFurther(a: Progress, b: Progress): boolean {
  if (a.reachedAt.length !== b.reachedAt.length) return a.reachedAt.length > b.reachedAt.length;
  return (a.reachedAt.at(-1) ?? 0) < (b.reachedAt.at(-1) ?? 0);
}

function attributed(attribution: string, attempt: readonly number[], values: readonly string[]): string {
  const step =
    attribution === 'first'
      ? 0
      : attribution === 'last'
        ? attempt.length - 1
        : Number(attribution.slice(5)) - 1;
  const event = attempt[step];
  return event === undefined ? '' : (values[event] ?? '');
}
