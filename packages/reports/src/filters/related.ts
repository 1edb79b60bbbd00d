import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { personSql } from '../persons/persons.ts';
import type { FilterScope } from './compile.ts';
import type { Field } from './fields.ts';

/** A field of what an event belongs to: a condition on it becomes one on the event. */
export interface Related {
  readonly field: Field;
  toEvents(condition: Sql): Sql;
}

/** The field of an event's session, person or groups by its name; undefined for a name of none of these. */
export function relatedField(name: string, scope: FilterScope): Related | undefined {
  const [, of, key = ''] = /^(session|profile|group)\.(.+)$/s.exec(name) ?? [];
  if (of === 'session') return sessionField(key, scope);
  if (of === 'profile') return profileField(key, scope);
  if (of === 'group') return groupField(key, scope);
  return undefined;
}

const entryFacts = [
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'country',
  'region',
  'city',
  'os',
  'os_version',
  'browser',
  'browser_version',
  'device',
  'brand',
  'model',
];

const sessionFields: Record<string, { readonly kind: 'text' | 'number' | 'time'; readonly value: Sql }> = {
  id: { kind: 'text', value: sql`session_id` },
  device_id: { kind: 'text', value: sql`any(device_id)` },
  profile_id: { kind: 'text', value: sql`max(profile_id)` },
  started_at: { kind: 'time', value: sql`min(started_at)` },
  ended_at: { kind: 'time', value: sql`max(ended_at)` },
  duration: { kind: 'number', value: sql`dateDiff('millisecond', min(started_at), max(ended_at)) / 1000` },
  page_views: { kind: 'number', value: sql`toFloat64(uniqExactMerge(page_views))` },
  events: {
    kind: 'number',
    value: sql`toFloat64(uniqExactMerge(page_views) + uniqExactMerge(other_events))`,
  },
  is_bounce: {
    kind: 'text',
    value: sql`if(uniqExactMerge(page_views) = 1 AND max(has_custom_event) = 0, 'true', 'false')`,
  },
  entry_path: { kind: 'text', value: sql`argMinIfMerge(entry_path)` },
  exit_path: { kind: 'text', value: sql`argMaxIfMerge(exit_path)` },
  revenue: { kind: 'number', value: sql`toFloat64(arraySum(x -> x.2, groupUniqArrayMerge(revenues)))` },
};

/** Facts of how the session came are those of its first event. An event without a session has no such field. */
function sessionField(key: string, { tables, projectId }: FilterScope): Related | undefined {
  const known = Object.hasOwn(sessionFields, key) ? sessionFields[key] : undefined;
  const isFact = entryFacts.includes(key);
  if (!known && !isFact) return undefined;
  const value = known?.value ?? sql`tupleElement(argMinMerge(entry), ${param.string(key)})`;
  const kind = known?.kind ?? 'text';
  const toEvents = (condition: Sql) => sql`session_id IN (
    SELECT id FROM (
      SELECT session_id AS id, ${value} AS session_value
      FROM ${tables.sessions}
      WHERE project_id = ${param.string(projectId)} AND session_id != ''
      GROUP BY session_id
    )
    WHERE ${condition}
  )`;
  const column = sql`session_value`;
  if (kind === 'number') return { field: { kind, number: column, isSet: sql`1` }, toEvents };
  if (kind === 'time') return { field: { kind, time: column }, toEvents };
  return { field: { kind, text: column }, toEvents };
}

const profileTexts: Record<string, Sql> = {
  id: sql`profile_id`,
  first_name: sql`first_name`,
  last_name: sql`last_name`,
  email: sql`email`,
  avatar: sql`avatar`,
};

/** Of the event's person, also before they were identified; it is enough that one of a person's ids has the value. */
function profileField(key: string, { tables, projectId, aliases }: FilterScope): Related {
  const project = param.string(projectId);
  const person = personSql(sql`profile_id`, aliases);
  const toEvents = (condition: Sql) => {
    const matching = sql`SELECT ${person} FROM ${tables.profiles} FINAL WHERE project_id = ${project} AND ${condition}`;
    return sql`if(profile_id != '', ${person} IN (${matching}), device_id IN (
      SELECT device FROM (
        SELECT device_id AS device, argMaxMerge(profile_id_state) AS profile_id
        FROM ${tables.deviceProfiles}
        WHERE project_id = ${project}
        GROUP BY device_id
      )
      WHERE ${person} IN (${matching})
    ))`;
  };
  const text = Object.hasOwn(profileTexts, key) ? profileTexts[key] : undefined;
  if (text) return { field: { kind: 'text', text }, toEvents };
  if (key === 'groups') return { field: { kind: 'texts', texts: sql`groups` }, toEvents };
  if (key === 'first_seen_at') return { field: { kind: 'time', time: sql`first_seen_at` }, toEvents };
  if (key === 'last_seen_at') return { field: { kind: 'time', time: sql`last_seen_at` }, toEvents };
  return { field: { kind: 'json', json: sql`properties`, key: key.replace(/^properties\./, '') }, toEvents };
}

/** Of any of the groups that the event names. */
function groupField(key: string, { tables, projectId }: FilterScope): Related {
  const toEvents = (condition: Sql) => sql`hasAny(arrayMap(g -> toString(g), groups), (
    SELECT groupArray(group_id) FROM ${tables.groups} FINAL
    WHERE project_id = ${param.string(projectId)} AND ${condition}
  ))`;
  if (key === 'id') return { field: { kind: 'text', text: sql`group_id` }, toEvents };
  if (key === 'type') return { field: { kind: 'text', text: sql`toString(type)` }, toEvents };
  if (key === 'name') return { field: { kind: 'text', text: sql`name` }, toEvents };
  return { field: { kind: 'json', json: sql`properties`, key: key.replace(/^properties\./, '') }, toEvents };
}
