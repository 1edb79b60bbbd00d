import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FunnelParameters, FunnelStep } from '@gatrix/analytics-protocol/insights';
import { horizonOf } from '../days/horizon.ts';
import { compileFilter } from '../filters/compile.ts';
import { namingOf, ownKeys, personsOf } from '../persons/persons.ts';
import { matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { dimensionOf } from '../reports/dimension.ts';
import { areStepsDistinct, decidingEvents } from './deciding-events.ts';
import { eventCode } from './event-code.ts';

/** What is wanted of those, too, who never come past the first step; without any they are only counted. */
export interface SequenceColumns {
  readonly ids: boolean;
  readonly starts: boolean;
}

/**
 * One row for each person (device, session) who may have an attempt: id, how many (1), their events as codes in the
 * order of time, and breakdown values. Who does not come to step 2 is cut down to the first one.
 */
export async function sequencesOf(
  plan: Plan,
  parameters: FunnelParameters,
  columns: SequenceColumns,
): Promise<Sql> {
  const isPerSession = parameters.window === 'session';
  const needsEvents = columns.starts || parameters.breakdown !== undefined;
  const code = parameters.breakdown ? sql`event.1` : sql`event`;
  const all = sql`SELECT unit, events, fitting, ${parameters.breakdown ? sql`arrayMap(event -> ${code}, events)` : sql`events`} AS codes
FROM (${await eventsByUnit(plan, parameters, columns)})`;
  const deciding = areStepsDistinct(parameters)
    ? decidingEvents(all, parameters, plan.range.to - plan.range.from)
    : sql`SELECT unit, events, ${parameters.order === 'any' ? sql`0` : sql`bitAnd(fitting, 2) = 0`} AS is_short FROM (${all})`;
  // Sorted, the first event of step 1 is the earliest, and HAVING says that one lies in the range.
  const short = needsEvents ? sql`[arrayFirst(event -> bitAnd(${code}, 1) = 1, events)]` : sql`[toUInt64(1)]`;
  const shortened = sql`SELECT unit, if(is_short, ${short}, events) AS events, is_short
FROM (${deciding})`;
  const values = parameters.breakdown ? sql`arrayMap(event -> event.2, events)` : sql`emptyArrayString()`;
  const codes = parameters.breakdown ? sql`arrayMap(event -> ${code}, events)` : sql`events`;
  if (columns.ids || needsEvents || isPerSession) {
    return sql`SELECT toString(unit), toUInt32(1), ${codes}, ${values} FROM (${shortened})`;
  }
  return sql`SELECT toString(id), toUInt32(count()), any(codes), emptyArrayString()
FROM (SELECT if(is_short, 0, unit) AS id, ${codes} AS codes FROM (${shortened}))
GROUP BY id`;
}

/** The sorted events of each unit. Persons are told apart once for each profile or device, not for each event. */
export async function eventsByUnit(
  plan: Plan,
  parameters: FunnelParameters,
  { ids }: SequenceColumns,
): Promise<Sql> {
  // Within one session, a session is no further told apart.
  const session = parameters.window === 'session' && parameters.by !== 'session' ? sql`, session_id` : sql``;
  const { keys, keyNames, unit, join, nobody } = await unitOf(plan, parameters, ids);
  const source = parameters.breakdown ? dimensionOf(plan, parameters.breakdown, 'breakdown').join : sql``;
  const isStart = parameters.order === 'any' ? sql`fit != 0` : sql`bitAnd(fit, 1) = 1`;
  const code = eventCode(sql`at`, sql`kill`, sql`fit`, parameters);
  const event = parameters.breakdown ? sql`(${code}, step_value)` : code;
  return sql`
  SELECT ${unit} AS unit${session}, arraySort(groupArrayArray(events)) AS events, groupBitOr(fitting) AS fitting
  FROM (
    SELECT ${keyNames}${session},
      groupArray(${event}) AS events,
      groupBitOr(fit) AS fitting,
      countIf(${isStart} AND at < ${param.integer(plan.range.to - plan.range.from)}) AS starts
    FROM (
      SELECT ${keys}${session}, ${columnsOf(plan, parameters)}
      FROM ${plan.tables.events}${source}
      WHERE ${eventsOfSteps(plan, parameters)}
    )
    GROUP BY ${keyNames}${session}
  ) AS known${join}
  WHERE unit != ${nobody}
  GROUP BY unit${session}
  HAVING sum(starts) > 0`;
}

interface Unit {
  /** Selects the columns that tell units apart as far as events themselves do. */
  readonly keys: Sql;
  readonly keyNames: Sql;
  readonly unit: Sql;
  readonly join: Sql;
  /** The unit of events that have none. */
  readonly nobody: Sql;
}

async function unitOf(plan: Plan, { by }: FunnelParameters, withIds: boolean): Promise<Unit> {
  if (by !== 'user') {
    const name = namingOf({ withIds });
    return {
      keys: sql`${name(by === 'device' ? sql`device_id` : sql`session_id`)} AS unit_key`,
      keyNames: sql`unit_key`,
      unit: sql`unit_key`,
      join: sql``,
      nobody: name(sql`''`),
    };
  }
  const { keys, person, join, nobody } = await personsOf(plan, { withIds });
  return { keys, keyNames: ownKeys, unit: person, join, nobody };
}

function columnsOf(plan: Plan, parameters: FunnelParameters): Sql {
  const fits = parameters.steps.map((step, index) => bit(fitsStep(plan, step, index), index));
  const kills = parameters.exclusions.map(({ event }, index) =>
    bit(sql`name = ${param.string(event)}`, index),
  );
  const value = parameters.breakdown ? dimensionOf(plan, parameters.breakdown, 'breakdown').value : sql`''`;
  return sql`toUnixTimestamp64Milli(timestamp) - ${param.integer(plan.range.from)} AS at,
        ${joinSql(fits, sql` + `)} AS fit,
        ${kills.length > 0 ? joinSql(kills, sql` + `) : sql`toUInt16(0)`} AS kill,
        ${value} AS step_value`;
}

function bit(condition: Sql, index: number): Sql {
  return sql`bitShiftLeft(toUInt16(${condition}), ${param.limit(index)})`;
}

function fitsStep(plan: Plan, step: FunnelStep, index: number): Sql {
  const name = sql`name IN ${param.strings(step.anyOf)}`;
  return step.filters
    ? sql`(${name} AND ${compileFilter(step.filters, plan, `steps.${index}.filters`)})`
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
      ? sql`timestamp < ${horizonOf(plan)} AND session_id != ''`
      : sql`timestamp < ${param.time(plan.range.to + parameters.window)}`;
  return sql`project_id = ${param.string(plan.projectId)} AND timestamp >= ${param.time(plan.range.from)}
        AND ${until}${named}${matching(plan)}`;
}
