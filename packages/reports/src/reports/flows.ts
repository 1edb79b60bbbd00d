import { eventOrder, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { type FlowsParameters, flowsData, flowsParameters } from '@gatrix/analytics-protocol/insights';
import { storedSpellings } from '@gatrix/analytics-protocol/page-path';
import { horizonOf } from '../days/horizon.ts';
import { firstSessionEvent, isPageView, matching, within } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { defineReport } from './report.ts';

/**
 * What sessions do before or after an anchor: the first anchor event of a session in the range (after), or the last
 * one (before), and up to `depth` steps of the same session next to it, in the range or not. Steps follow each other as they were sent.
 */
export const flows = defineReport({
  name: 'flows',
  path: '/flows',
  methods: ['POST'],
  isShareable: true,
  summary: 'Where sessions go before or after an event: Sankey nodes and links, and the top paths',
  parameters: flowsParameters,
  data: flowsData,
  readsSessions: () => true,
  find: async (plan, parameters, runner) => {
    const walks = walksOf(plan, parameters);
    const links =
      await runner.run<LinkRow>(sql`SELECT link.1 AS step, link.2 AS source, link.3 AS target, link.4 AS is_last, count() AS people
FROM (
  SELECT arrayJoin(arrayMap(i -> (i, walk[i], walk[i + 1], i = length(walk)), range(1, length(walk) + 1))) AS link
  FROM (${walks})
)
GROUP BY step, source, target, is_last`);
    const paths = await runner.run<{ walk: string[]; people: number }>(sql`SELECT walk, count() AS people
FROM (${walks})
GROUP BY walk
ORDER BY people DESC, walk
LIMIT ${param.limit(plan.limit)}`);
    const isAfter = parameters.direction === 'after';
    return {
      data: {
        ...diagramOf(links, parameters.depth, plan.limit, isAfter),
        paths: paths.map(({ walk, people }) => ({
          path: isAfter ? walk : [...walk].reverse(),
          count: people,
        })),
      },
    };
  },
});

/** From node `source` at `step` (from 1, the anchor) to `target` at the next; the last of a walk has no target. */
interface LinkRow {
  readonly step: number;
  readonly source: string;
  readonly target: string;
  readonly is_last: number;
  readonly people: number;
}

/** One row a session: the labels from the anchor on, away from it. */
function walksOf(plan: Plan, { event, path, direction, depth, show }: FlowsParameters): Sql {
  const isAfter = direction === 'after';
  const label = show === 'pages' ? sql`path` : sql`toString(name)`;
  const anchors = [
    event === undefined ? sql`` : sql` AND name = ${param.string(event)}`,
    path === undefined ? sql`` : sql` AND path IN ${param.strings(storedSpellings(path))}`,
  ];
  const isAnchor = sql`${within(plan.range)}${matching(plan)}${anchors[0] ?? sql``}${anchors[1] ?? sql``}`;
  const order = isAfter ? sql`arraySort` : sql`arrayReverseSort`;
  // The anchor may be any event; the steps beside it are page views where pages are shown.
  const isStep = show === 'pages' ? isPageView : sql`1`;
  return sql`SELECT arrayMap(step -> step.2, arraySlice(
    arrayFilter((step, i) -> i = anchor OR i > anchor AND step.4, steps, arrayEnumerate(steps)), 1, ${param.limit(depth + 1)}
  )) AS walk
  FROM (
    SELECT ${order}(groupArray((place, label, is_anchor, is_step))) AS steps, arrayFirstIndex(step -> step.3, steps) AS anchor
    FROM (
      SELECT session_id, ${eventOrder} AS place, ${label} AS label, (${isAnchor}) AS is_anchor, (${isStep}) AS is_step
      FROM ${plan.tables.events}
      WHERE project_id = ${param.string(plan.projectId)} AND session_id != ''
        AND timestamp >= ${isAfter ? param.time(plan.range.from) : firstSessionEvent(plan, plan.range.from)}
        AND timestamp < ${horizonOf(plan)}
    )
    WHERE is_anchor OR is_step
    GROUP BY session_id
    HAVING max(is_anchor)
  )`;
}

const other = '(other)';

/** Nodes by step, the largest first; what is not among the largest of its step is one node with its links. */
function diagramOf(rows: readonly LinkRow[], depth: number, limit: number, isAfter: boolean) {
  const counts = Array.from({ length: depth + 1 }, () => new Map<string, number>());
  for (const { step, source, people } of rows) {
    const atStep = counts[step - 1];
    atStep?.set(source, (atStep.get(source) ?? 0) + people);
  }
  const kept = counts.map(
    (names) =>
      new Set(
        ranked(names)
          .slice(0, limit)
          .map(([name]) => name),
      ),
  );
  const idOf = (step: number, name: string) => {
    const sign = isAfter || step === 0 ? '' : '-';
    return `${sign}${step}:${kept[step]?.has(name) ? name : other}`;
  };
  const nodes = counts.flatMap((names, step) => {
    const shown = ranked(names).slice(0, limit);
    const rest = ranked(names)
      .slice(limit)
      .reduce((sum, [, count]) => sum + count, 0);
    const all = rest > 0 ? [...shown, [other, rest] as const] : shown;
    return all.map(([name, count]) => ({ id: idOf(step, name), step, name, count }));
  });
  const links = new Map<string, { source: string; target: string; count: number }>();
  for (const { step, source, target, is_last, people } of rows) {
    if (is_last) continue;
    const ends = [idOf(step - 1, source), idOf(step, target)];
    const [from = '', to = ''] = isAfter ? ends : ends.reverse();
    const key = JSON.stringify([from, to]);
    links.set(key, { source: from, target: to, count: (links.get(key)?.count ?? 0) + people });
  }
  const sessions = [...(counts[0]?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  return { sessions, nodes, links: [...links.values()].sort((a, b) => b.count - a.count) };
}

function ranked(names: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...names].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
