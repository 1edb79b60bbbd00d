import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { SegmentCondition, SegmentDefinition } from '@gatrix/analytics-protocol/insights';
import { ofEventKey, withPerson } from '../persons/with-person.ts';
import type { Runner } from '../query/run.ts';
import { type Columns, createColumns } from './columns.ts';
import { didCondition } from './did.ts';
import { type FunnelSources, funnelCondition } from './funnel-condition.ts';
import { listCondition } from './list.ts';
import type { SegmentPeople } from './scope.ts';
import { happenedBy, type SegmentScope } from './segment-scope.ts';
import { whoCondition } from './who.ts';

/**
 * The people of a definition: of everybody with an event or a profile those who meet its conditions, at `until`; an error names
 * the condition by the path to it. Funnels are
 * asked at once, all other conditions by whoever reads the rows: one scan of the events, and one for each first visit.
 */
export async function peopleOf(
  definition: SegmentDefinition,
  scope: SegmentScope,
  sources: FunnelSources,
  runner: Runner,
  path = 'definition',
): Promise<SegmentPeople> {
  const columns = createColumns();
  const isMember = await conditionOf(definition, path, async (leaf, at) => {
    if ('funnel' in leaf) return funnelCondition(leaf, scope, sources, runner);
    return plainCondition(leaf, scope, columns, at);
  });
  return { rows: rowsOf(scope, columns, isMember) };
}

async function conditionOf(
  node: SegmentDefinition,
  path: string,
  compile: (leaf: SegmentCondition, path: string) => Promise<Sql>,
): Promise<Sql> {
  if (!('and' in node) && !('or' in node)) return compile(node, path);
  const isAnd = 'and' in node;
  const parts: Sql[] = [];
  for (const [index, child] of (isAnd ? node.and : node.or).entries()) {
    const place = `${path}.${isAnd ? 'and' : 'or'}.${index}`;
    parts.push(sql`(${await conditionOf(child, place, compile)})`);
  }
  if (parts.length === 0) return isAnd ? sql`1` : sql`0`;
  return joinSql(parts, isAnd ? sql` AND ` : sql` OR `);
}

function plainCondition(
  leaf: Exclude<SegmentCondition, { readonly funnel: unknown }>,
  scope: SegmentScope,
  columns: Columns,
  path: string,
): Sql {
  if ('did' in leaf) return didCondition(leaf, scope, columns, path);
  if ('list' in leaf) return listCondition(leaf, scope);
  return whoCondition(leaf, scope, columns, path);
}

function rowsOf(scope: SegmentScope, columns: Columns, isMember: Sql): Sql {
  const { tables, until, isPast } = scope;
  const project = param.string(scope.projectId);
  const everybody = sql`SELECT ${ofEventKey}, min(timestamp) AS first_at, max(timestamp) AS last_at${columns.ofEvents()}
          FROM ${tables.events}
          WHERE project_id = ${project}${happenedBy(scope)}
          GROUP BY event_key
          UNION ALL
          SELECT cityHash64(profile_id) AS event_key, '' AS device_id, profile_id, min(first_seen_at) AS first_at, max(last_seen_at) AS last_at${columns.empty()}
          FROM ${tables.profileActivity}
          WHERE project_id = ${project}
          GROUP BY profile_id${isPast ? sql` HAVING first_at < ${param.time(until)}` : sql``}`;
  return sql`SELECT person, person_keys AS keys, first, last
    FROM (
      SELECT person, groupUniqArray(event_key) AS person_keys, min(first_at) AS first, max(last_at) AS last${columns.folded()}
      FROM (
        ${withPerson(scope, everybody, sql`event_key, first_at, last_at${columns.carried()}`)}
      )
      WHERE person != ''
      GROUP BY person
    )
    WHERE ${isMember}`;
}
