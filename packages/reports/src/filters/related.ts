import {
  acquisitionFacts,
  eventOrder,
  identifier,
  param,
  type Sql,
  sessionFacts,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import { nobody } from '../days/activity-rows.ts';
import { type Split, splitOf } from '../days/days.ts';
import { type SessionColumn, sessionRows, spanningRows } from '../days/session-rows.ts';
import { personSql } from '../persons/persons.ts';
import { seenPersons } from '../persons/seen.ts';
import { endOfTime } from '../time/span.ts';
import { cohortField } from './cohort.ts';
import { assignedTo, ofPersons } from './of-persons.ts';
import type { AcquisitionFact, FilterScope, Related } from './scope.ts';

/** The field of an event's session, person, cohort or groups by its name; undefined for a name of none of these. */
export function relatedField(name: string, scope: FilterScope): Related | undefined {
  if (name === 'cohort' || name === 'first.day') return cohortField(scope);
  if (acquisitionFacts.some((fact) => fact === name)) return acquisitionField(name, scope);
  const [, of, key = ''] = /^(session|profile|group)\.(.+)$/s.exec(name) ?? [];
  if (of === 'session') return sessionField(key, scope);
  if (of === 'profile') return profileField(key, scope);
  if (of === 'group') return groupField(key, scope);
  return undefined;
}

interface SessionField {
  readonly kind: 'text' | 'number' | 'time';
  readonly columns: readonly SessionColumn[];
  readonly value: Sql;
  readonly isPage?: true;
}

const sessionFields: Record<string, SessionField> = {
  profile_id: { kind: 'text', columns: ['person'], value: sql`person` },
  started_at: { kind: 'time', columns: [], value: sql`started` },
  ended_at: { kind: 'time', columns: ['ended'], value: sql`ended` },
  duration: {
    kind: 'number',
    columns: ['ended'],
    value: sql`dateDiff('millisecond', started, ended) / 1000`,
  },
  page_views: { kind: 'number', columns: ['views'], value: sql`toFloat64(views)` },
  events: { kind: 'number', columns: ['views', 'others'], value: sql`toFloat64(views + others)` },
  is_bounce: {
    kind: 'text',
    columns: ['views', 'custom'],
    value: sql`if(views = 1 AND custom = 0, 'true', 'false')`,
  },
  entry_path: { kind: 'text', columns: ['entered_on'], value: sql`entered_on`, isPage: true },
  exit_path: { kind: 'text', columns: ['left_from'], value: sql`left_from`, isPage: true },
  revenue: { kind: 'number', columns: ['revenue'], value: sql`toFloat64(revenue)` },
  ...Object.fromEntries(
    sessionFacts.map((fact): [string, SessionField] => [
      fact,
      { kind: 'text', columns: [`first_${fact}`], value: identifier(`first_${fact}`) },
    ]),
  ),
};

/** Whether sealed rows themselves tell what a filter on the field lets pass, but for sessions with events on several days. */
export function isKnownOfSealed(field: string): boolean {
  const facts: readonly string[] = field.startsWith('session.') ? acquisitionFacts : sessionFacts;
  return facts.includes(field.replace(/^session\./, ''));
}

/** Whether a filter on the field looks at how a session came, which is the same for all its events. */
export function isOfAcquisition(field: string): boolean {
  return acquisitionFacts.some((fact) => fact === field.replace(/^session\./, ''));
}

/**
 * How an event's visitor came: for all events of a session the same, as breakdowns show it; what it says itself where it has
 * no session. TRICKY: the column of sessions has the name of the event's, so that one condition is about either.
 */
function acquisitionField(name: string, scope: FilterScope): Related {
  const own = identifier(name);
  const fact = acquisitionFacts.find((one) => one === name) ?? 'channel';
  const toEvents = scope.rows
    ? (condition: Sql) => ofSealedRow(scope, fact, condition)
    : (condition: Sql) => sql`if(session_id = '', ${condition}, cityHash64(session_id) IN (
    SELECT session_hash FROM (SELECT session_hash, ${identifier(`first_${fact}`)} AS ${own} FROM (${sessionRows(scope, everAt(scope), [`first_${fact}`])}))
    WHERE ${condition}
  ))`;
  return { field: { kind: 'text', text: own, ...(name === 'referrer' && { isPage: true }) }, toEvents };
}

function everAt({ days }: FilterScope): Split {
  return splitOf(days, { from: 0, to: endOfTime });
}

/** A condition on a sealed row, of how its session came: the row has it from the session, but for one with events on other days, too. */
function ofSealedRow(scope: FilterScope, fact: AcquisitionFact, condition: Sql): Sql {
  if (scope.rows === 'whole') return condition;
  if (scope.sessionsThat) return scope.sessionsThat(fact, condition);
  const first = identifier(`first_${fact}`);
  return sql`session_hash IN (
    SELECT session_hash FROM (SELECT session_hash, ${first} AS ${identifier(fact)} FROM (${spanningRows(scope, everAt(scope), [`first_${fact}`])}))
    WHERE ${condition}
  )`;
}

/** Facts of how the session came are those of its first page view. An event without a session has no such field. */
function sessionField(key: string, scope: FilterScope): Related | undefined {
  if (key === 'id') {
    const toEvents = (condition: Sql) => sql`session_id != '' AND (${condition})`;
    return { field: { kind: 'text', text: sql`session_id` }, toEvents };
  }
  if (key === 'device_id') return deviceOfSession(scope);
  const known = Object.hasOwn(sessionFields, key) ? sessionFields[key] : undefined;
  if (!known) return undefined;
  const { kind, columns, value } = known;
  const fact = acquisitionFacts.find((one) => one === key);
  if (fact && scope.rows) {
    const toEvents = (condition: Sql) =>
      sql`session_hash != ${nobody} AND ${ofSealedRow(scope, fact, condition)}`;
    return { field: { kind: 'text', text: identifier(fact) }, toEvents };
  }
  const sessions = sessionRows(scope, everAt(scope), columns);
  const toEvents = (condition: Sql) => sql`session_id != '' AND cityHash64(session_id) IN (
    SELECT session_hash FROM (SELECT session_hash, ${value} AS session_value FROM (${sessions}))
    WHERE ${condition}
  )`;
  const column = sql`session_value`;
  if (kind === 'number') return { field: { kind, number: column, isSet: sql`1` }, toEvents };
  if (kind === 'time') return { field: { kind, time: column }, toEvents };
  return { field: { kind, text: column, ...(known.isPage && { isPage: true }) }, toEvents };
}

/** The device of a session's first event; sealed rows know devices by their hash only. */
function deviceOfSession({ tables, projectId }: FilterScope): Related {
  const toEvents = (condition: Sql) => sql`session_id IN (
    SELECT id FROM (
      SELECT session_id AS id, argMin(device_id, ${eventOrder}) AS session_value
      FROM ${tables.events}
      WHERE project_id = ${param.string(projectId)} AND session_id != ''
      GROUP BY session_id
    )
    WHERE ${condition}
  )`;
  return { field: { kind: 'text', text: sql`session_value` }, toEvents };
}

const profileTexts: Record<string, Sql> = {
  id: sql`profile_id`,
  first_name: sql`first_name`,
  last_name: sql`last_name`,
  email: sql`email`,
  avatar: sql`avatar`,
};

/** Of the event's person, also before they were identified. All ids of a person say the same of them but `id`. */
function profileField(key: string, scope: FilterScope): Related {
  const { tables, projectId, aliases } = scope;
  if (key === 'first_seen_at' || key === 'last_seen_at') return seenField(key, scope);
  const person = personSql(sql`profile_id`, aliases);
  const toPersons = (condition: Sql) =>
    sql`SELECT ${person} FROM ${tables.profiles} FINAL WHERE project_id = ${param.string(projectId)} AND (${condition})`;
  const to = { toPersons, toEvents: (condition: Sql) => ofPersons(scope, toPersons(condition)) };
  const text = Object.hasOwn(profileTexts, key) ? profileTexts[key] : undefined;
  if (text) return { field: { kind: 'text', text }, ...to };
  if (key === 'groups') return { field: { kind: 'texts', texts: sql`groups` }, ...to };
  return { field: { kind: 'json', json: sql`properties`, key: key.replace(/^properties\./, '') }, ...to };
}

/** As lists of people show it. */
function seenField(key: 'first_seen_at' | 'last_seen_at', scope: FilterScope): Related {
  const seen = seenPersons(scope, scope.aliases);
  const toPersons = (condition: Sql) => sql`SELECT id FROM (${seen}) WHERE (${condition})`;
  const toEvents = (condition: Sql) => ofPersons(scope, toPersons(condition));
  return {
    field: { kind: 'time', time: key === 'first_seen_at' ? sql`first` : sql`last` },
    toEvents,
    toPersons,
  };
}

/** Of any of the groups that the event names, or that its person was ever assigned to. */
function groupField(key: string, scope: FilterScope): Related {
  const { tables, projectId } = scope;
  const matching = (condition: Sql) => sql`SELECT groupArray(group_id) FROM ${tables.groups} FINAL
    WHERE project_id = ${param.string(projectId)} AND (${condition})`;
  const toPersons = (condition: Sql) => assignedTo(scope, matching(condition));
  const onOwnEvents = (condition: Sql) => namesGroup(matching(condition));
  const toEvents = (condition: Sql) =>
    sql`(${onOwnEvents(condition)} OR ${ofPersons(scope, toPersons(condition))})`;
  const to = { toEvents, toPersons, onOwnEvents };
  if (key === 'id') return { field: { kind: 'text', text: sql`group_id` }, ...to };
  if (key === 'type') return { field: { kind: 'text', text: sql`toString(type)` }, ...to };
  if (key === 'name') return { field: { kind: 'text', text: sql`name` }, ...to };
  return { field: { kind: 'json', json: sql`properties`, key: key.replace(/^properties\./, '') }, ...to };
}

/** A condition on events: that name one of the groups that a query selects as an array. */
function namesGroup(groups: Sql): Sql {
  return sql`hasAny(arrayMap(g -> toString(g), groups), (${groups}))`;
}
