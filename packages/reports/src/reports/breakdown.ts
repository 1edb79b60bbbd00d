import { param, type SessionFact, type Sql, sessionFacts, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type BreakdownData,
  type BreakdownDimension,
  breakdownData,
  breakdownParameters,
} from '@gatrix/analytics-protocol/insights';
import { countPersons, knownPersons, personKeys, withActiveUsers } from '../audience/active-persons.ts';
import { nobody } from '../days/activity-rows.ts';
import { horizonOf } from '../days/horizon.ts';
import { eventsIn, isPageView, sessionsStartedIn, within } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { behind, type Ranking, ranked, rankedPage } from '../query/ranking.ts';
import type { Runner } from '../query/run.ts';
import { moneyIn } from '../query/unconverted.ts';
import type { Span } from '../time/span.ts';
import { endOfTime } from '../time/span.ts';
import { dimensionOf } from './dimension.ts';
import { defineReport } from './report.ts';

/**
 * Active users, visitors, views and revenue of the events in the range, by a dimension's value; a session that started in the range
 * counts under every value that one of its events has. A row's figures are those of /metrics filtered by that value.
 * Most sessions first, then visitors, then events, since what a game's server sends has no sessions and no visitors; then by name.
 */
export const breakdown = defineReport({
  name: 'breakdown',
  path: '/breakdown',
  methods: ['GET'],
  isShareable: true,
  summary: 'Sessions, visitors, page views and revenue by a dimension',
  parameters: breakdownParameters,
  data: breakdownData,
  readsSessions: () => true,
  followsEvents: true,
  find: async (plan, parameters, runner) => {
    const fact = sessionFacts.find((one) => one === parameters.dimension);
    const [page, money] = await Promise.all([
      fact ? byFact(plan, fact, runner) : byValue(plan, parameters.dimension, runner),
      moneyIn(plan, eventsIn(plan, plan.range), runner),
    ]);
    return { ...page, money };
  },
  addPersons: async (plan, { dimension, activeUsers }, data, runner) => {
    if (!activeUsers || data.length === 0) return data;
    const fact = sessionFacts.find((one) => one === dimension);
    if (fact) {
      const people = await plan.loadPersons(plan, { fact, values: data.map(({ name }) => name) }, runner);
      return data.map((row) => ({
        ...row,
        active_users: people ? (people.get(row.name) ?? 0) : row.unique_visitors,
      }));
    }
    return withPersonsOfValues(plan, dimension, data, runner);
  },
});

const ranking: Ranking = { figures: ['sessions', 'unique_visitors', 'events'], texts: ['name'] };
/** The same, as the loader of figures names its columns. */
const rankingOfFigures: Ranking = { figures: ['sessions', 'visitors', 'events'], texts: ['key'] };

type CountedRow = BreakdownData[number] & { readonly events: number };

interface Page {
  readonly data: BreakdownData;
  readonly nextCursor: string | undefined;
}

async function byFact(plan: Plan, fact: SessionFact, runner: Runner): Promise<Page> {
  const question = { fact, rows: plan.limit + 1, behind: behind(plan, rankingOfFigures) };
  const figures = await plan.loadFigures(plan, question, runner);
  return pageOf(
    plan,
    figures.map(({ key, sessions, visitors, page_views, revenue, events }) => ({
      name: String(key),
      sessions,
      unique_visitors: visitors,
      screen_views: page_views,
      revenue,
      events,
    })),
  );
}

/** By what each event says. */
async function byValue(plan: Plan, dimension: BreakdownDimension, runner: Runner): Promise<Page> {
  return pageOf(plan, await runner.run<CountedRow>(rowsByValue(plan, dimension)));
}

function pageOf(plan: Plan, all: readonly CountedRow[]): Page {
  const { rows, nextCursor } = rankedPage(plan, ranking, all);
  return { data: rows.map(({ events: _, ...row }) => row), nextCursor };
}

function rowsByValue(plan: Plan, dimension: BreakdownDimension): Sql {
  const { value, join, condition } = dimensionOf(plan, dimension, 'dimension');
  return sql`SELECT
  value AS name,
  uniqExactIf(session_hash, session_hash IN (SELECT session_hash FROM (${startedSessions(plan)}))) AS sessions,
  uniqExactIf(device_hash, in_range AND device_hash != ${nobody}) AS unique_visitors,
  countIf(in_range AND is_page_view) AS screen_views,
  sumIf(amount, in_range) AS revenue,
  countIf(in_range) AS events
FROM (
  SELECT
    ${value} AS value, cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_hash,
    ${plan.tables.money.amount} AS amount,
    ${isPageView} AS is_page_view,
    ${within(plan.range)} AS in_range
  FROM ${plan.tables.events}${join}
  WHERE ${eventsIn(plan, reach(plan))} AND timestamp < ${horizonOf(plan)}${condition}
)
GROUP BY name
HAVING (sessions > 0 OR events > 0)${behind(plan, ranking)}
${ranked(plan, ranking)}`;
}

/** From the range's start on: its sessions may have events behind its end. */
function reach(plan: Plan): Span {
  return { from: plan.range.from, to: endOfTime };
}

/** The ids of sessions that started in the range, filters aside: the events they are met with are filtered. */
function startedSessions(plan: Plan): Sql {
  return sessionsStartedIn({ ...plan, filter: undefined }, plan.range, []);
}

async function withPersonsOfValues(
  plan: Plan,
  dimension: BreakdownDimension,
  data: BreakdownData,
  runner: Runner,
): Promise<BreakdownData> {
  const persons = await knownPersons(plan);
  if (!persons) return data.map((row) => ({ ...row, active_users: row.unique_visitors }));
  const { value, join, condition } = dimensionOf(plan, dimension, 'dimension');
  const shown = param.strings(data.map(({ name }) => name));
  const keys = personKeys(
    [value],
    sql`FROM ${plan.tables.events}${join}
  WHERE ${eventsIn(plan, plan.range)}${condition} AND has(${shown}, ${value})`,
  );
  return withActiveUsers(data, ({ name }) => name, await countPersons(plan, persons, keys, runner));
}
