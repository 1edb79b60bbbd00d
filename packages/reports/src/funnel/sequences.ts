import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FunnelParameters, FunnelStep } from '@gatrix/analytics-protocol/insights';
import { compileFilter } from '../filters/compile.ts';
import { personsOf } from '../persons/persons.ts';
import { lastSessionEvent, matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { dimensionOf } from '../reports/dimension.ts';

/** What is wanted of those, too, who never come past the first step; without any they are only counted. */
export interface SequenceColumns {
  readonly ids: boolean;
  readonly starts: boolean;
}

/**
 * One row for each person (device, session) who may have an attempt: id, how many (1), and the arrays of a Sequence,
 * times relative to the range's start, and breakdown values. Who has no event for step 2 is cut down to the first one.
 */
export async function sequencesOf(
  plan: Plan,
  parameters: FunnelParameters,
  columns: SequenceColumns,
  runner: Runner,
): Promise<Sql> {
  const { unit, join } = await unitOf(plan, parameters, runner);
  const isPerSession = parameters.window === 'session';
  const group = isPerSession ? sql`unit, session_id` : sql`unit`;
  const isAny = parameters.order === 'any';
  const needsEvents = columns.starts || parameters.breakdown !== undefined;
  const isShort = isAny ? sql`0` : sql`bitAnd(all_fits, 2) = 0`;
  // Sorted, the first event of step 1 is the earliest, and HAVING says that one lies in the range.
  const short = needsEvents
    ? sql`[arrayFirst(step -> bitAnd(step.2, 1) = 1, all_steps)]`
    : sql`[(0, 1, 0, '')]`;
  const found = sql`SELECT unit, if(${isShort}, ${short}, all_steps) AS steps, ${isShort} AS is_short
FROM (
  SELECT ${group}, arraySort(groupArray((at, fit, kill, step_value))) AS all_steps, groupBitOr(fit) AS all_fits
  FROM (
    SELECT ${unit} AS unit${isPerSession ? sql`, session_id` : sql``}, ${columnsOf(plan, parameters)}
    FROM ${plan.tables.events}${join}
    WHERE ${eventsOfSteps(plan, parameters)}
  )
  WHERE unit != ''
  GROUP BY ${group}
  HAVING countIf(${isAny ? sql`fit != 0` : sql`bitAnd(fit, 1) = 1`} AND at < ${param.integer(plan.range.to - plan.range.from)}) > 0
)`;
  const values = parameters.breakdown ? sql`steps.4` : sql`[]`;
  if (columns.ids || needsEvents || isPerSession) {
    return sql`SELECT unit, 1, steps.1, steps.2, steps.3, ${values} FROM (${found})`;
  }
  return sql`SELECT id, count(), any(steps).1, any(steps).2, any(steps).3, []
FROM (SELECT if(is_short, '', unit) AS id, steps FROM (${found}))
GROUP BY id`;
}

async function unitOf(
  plan: Plan,
  parameters: FunnelParameters,
  runner: Runner,
): Promise<{ unit: Sql; join: Sql }> {
  const source = parameters.breakdown ? dimensionOf(plan, parameters.breakdown).join : sql``;
  if (parameters.by === 'device') return { unit: sql`device_id`, join: source };
  if (parameters.by === 'session') return { unit: sql`session_id`, join: source };
  const persons = await personsOf(plan, runner);
  return { unit: persons.id, join: sql`${persons.join}${source}` };
}

function columnsOf(plan: Plan, parameters: FunnelParameters): Sql {
  const fits = parameters.steps.map((step, index) => bit(fitsStep(plan, step, index), index));
  const kills = parameters.exclusions.map(({ event }, index) =>
    bit(sql`name = ${param.string(event)}`, index),
  );
  const value = parameters.breakdown ? dimensionOf(plan, parameters.breakdown).value : sql`''`;
  return sql`toUnixTimestamp64Milli(timestamp) - ${param.integer(plan.range.from)} AS at,
        ${joinSql(fits, sql` + `)} AS fit,
        ${kills.length > 0 ? joinSql(kills, sql` + `) : sql`toUInt16(0)`} AS kill,
        ${value} AS step_value`;
}

function bit(condition: Sql, index: number): Sql {
  return sql`bitShiftLeft(toUInt16(${condition}), ${param.limit(index)})`;
}

function fitsStep(plan: Plan, step: FunnelStep, index: number): Sql {
  const name = sql`has(${param.strings(step.anyOf)}, name)`;
  return step.filters
    ? sql`(${name} AND ${compileFilter(step.filters, plan.zone, `steps.${index}.filters`)})`
    : name;
}

/** Strict order minds every event; the others only those of steps and exclusions. */
function eventsOfSteps(plan: Plan, parameters: FunnelParameters): Sql {
  const names = [
    ...parameters.steps.flatMap((step) => step.anyOf),
    ...parameters.exclusions.map((exclusion) => exclusion.event),
  ];
  const named =
    parameters.order === 'strict' ? sql`` : sql` AND name IN ${param.strings([...new Set(names)])}`;
  const until =
    parameters.window === 'session'
      ? sql`timestamp <= ${lastSessionEvent(plan)} AND session_id != ''`
      : sql`timestamp < ${param.time(plan.range.to + parameters.window)}`;
  return sql`project_id = ${param.string(plan.projectId)} AND timestamp >= ${param.time(plan.range.from)}
        AND ${until}${named}${matching(plan)}`;
}
