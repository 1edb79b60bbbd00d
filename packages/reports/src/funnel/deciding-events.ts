import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FunnelParameters } from '@gatrix/analytics-protocol/insights';

type Steps = Pick<FunnelParameters, 'steps' | 'exclusions' | 'order' | 'window'>;

/** Whether an event fits one step at most, and nothing ends an attempt but its window: then sorted codes say how far someone gets. */
export function areStepsDistinct({ steps, exclusions, order }: Steps): boolean {
  const names = steps.flatMap(({ anyOf }) => [...new Set(anyOf)]);
  return order === 'ordered' && exclusions.length === 0 && new Set(names).size === names.length;
}

/**
 * Selects from rows with sorted `events`, their `codes` and `fitting` (all bits): the same rows with the events that decide, and `is_short`
 * where those are the first of step 1 alone. Of someone who takes all steps, they are those of the attempt that counts, and what lies between.
 *
 * An attempt takes each step as soon as it can, so that of two the earlier to start is never the later to end. Events of one instant are sorted
 * by step, which is the order that takes an attempt furthest.
 */
export function decidingEvents(rows: Sql, parameters: Steps, rangeMs: number): Sql {
  const { steps } = parameters;
  const { isInTime, allCodes } = attemptsOf(parameters, rangeMs);
  const firstStart = (reached: Sql) =>
    sql`arrayFirstIndex((code, reached) -> ${isInTime}, all_codes, ${reached})`;
  // How far someone gets who takes not all of four steps and more is not said here.
  const isDecided = steps.length <= 3 ? sql`place > 0` : sql`is_whole`;
  return sql`SELECT unit, if(${isDecided}, arrayFilter((event, code) -> code >= first AND code <= last, events, codes), events) AS events, is_short
FROM (
  SELECT unit, events, codes, place_of_all > 0 AS is_whole, if(is_whole, place_of_all, place_of_two) AS place, place = 0 AS is_short,
    all_codes[place] AS first, if(is_whole, all_reached, two_reached)[place] AS last
  FROM (
    SELECT *, ${firstStart(sql`all_reached`)} AS place_of_all, ${firstStart(sql`two_reached`)} AS place_of_two
    FROM (
      SELECT *, ${reachedFrom(1)} AS two_reached, ${reachedFrom(steps.length - 1)} AS all_reached
      FROM (
        SELECT unit, events, codes, ${allCodes} AS all_codes
        FROM (${rows})
      )
    )
  )
)`;
}

/** How attempts of distinct steps are followed over the sorted codes of someone's events. */
export function attemptsOf({ steps, window }: Pick<Steps, 'steps' | 'window'>, rangeMs: number) {
  const size = param.limit(steps.length);
  const windowMs = window === 'session' ? forever : window;
  const timeOf = (code: Sql) => sql`bitShiftRight(${code}, ${size})`;
  return {
    /** Milliseconds since the range began. */
    timeOf,
    /** Of those who have no event of the second step none, since they come no further. */
    allCodes: sql`if(bitAnd(fitting, 2) = 0, [], arrayPushBack(codes, ${behindAll}))`,
    /** Over a `code` and the one `reached` from there: an attempt starts with it in the range, and gets there within the window. */
    isInTime: sql`bitTest(code, 0) AND ${timeOf(sql`code`)} < ${param.integer(rangeMs)} AND ${timeOf(sql`reached`)} - ${timeOf(sql`code`)} <= ${param.integer(windowMs)}`,
    reachedFrom,
  };
}

/** The code behind all others, which fits every step. */
const behindAll = sql`toUInt64(18446744073709551615)`;

/** Milliseconds: longer than any session, and not as long as until the code behind all others. */
const forever = 2 ** 43;

/** For each event, the code of the one that takes the step (from 0) when an attempt goes on from there with the second. */
function reachedFrom(step: number): Sql {
  let reached = sql`all_codes`;
  for (let next = step; next >= 1; next -= 1) {
    reached = sql`arrayReverseFill((reached, code) -> bitTest(code, ${param.limit(next)}), ${reached}, all_codes)`;
  }
  return reached;
}
