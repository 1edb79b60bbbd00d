import {
  eventOrder,
  identifier,
  param,
  type Sql,
  type SqlParam,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import { type PagesParameters, pagesData, pagesParameters } from '@gatrix/analytics-protocol/insights';
import {
  countPersons,
  knownPersons,
  type PersonKeys,
  personKeys,
  withActiveUsers,
} from '../audience/active-persons.ts';
import { nobody } from '../days/activity-rows.ts';
import { eventsOnDays, type Split, splitOf } from '../days/days.ts';
import { isKnownByTotals } from '../days/figures.ts';
import { listFor, runWithList } from '../days/open-numbers.ts';
import { pageRows, viewsByPath } from '../days/page-rows.ts';
import { type AnswerPart, splitForTotals, together, totalsIn, totalsOf } from '../days/totals.ts';
import { durationMs, eventsIn, isBounce, isPageView, sessionsStartedIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { behind, type Ranking, ranked, rankedPage } from '../query/ranking.ts';
import type { Runner } from '../query/run.ts';
import { meanSeconds, percent } from '../query/shape.ts';
import { defineReport } from './report.ts';

/**
 * Pages. `top`: views and visitors of the paths viewed in the range; sessions that started in it and viewed the path;
 * bounce_rate of those sessions that entered on it; avg_duration: seconds from a view to the session's next event,
 * mean over views that have one. `entry` and `exit`: sessions that started in the range, by the path of their first
 * or last page view: how many, their devices, all their views, their bounce rate and mean duration.
 */
export const pages = defineReport({
  name: 'pages',
  path: '/pages',
  methods: ['GET'],
  isShareable: true,
  summary: 'Top, entry and exit pages',
  parameters: pagesParameters,
  data: pagesData,
  readsSessions: () => true,
  followsEvents: true,
  find: async (plan, parameters, runner) => {
    const rows = isOfMatches(plan, parameters.by)
      ? await pagesOfMatches(plan, runner)
      : await rowsOf(plan, parameters.by, runner);
    const page = rankedPage(plan, rankingBy(parameters.by), rows);
    const data = page.rows.map((row) => ({
      path: row.page,
      views: row.page_views,
      unique_visitors: row.visitors,
      sessions: row.sessions,
      bounce_rate: percent(row.bounced, row.entered),
      avg_duration: meanSeconds(row.duration_ms, row.durations),
    }));
    return { data, nextCursor: page.nextCursor };
  },
  addPersons: async (plan, { by, activeUsers }, data, runner) => {
    if (!activeUsers || data.length === 0) return data;
    const persons = await knownPersons(plan);
    if (!persons) return data.map((row) => ({ ...row, active_users: row.unique_visitors }));
    const shown = param.strings(data.map(({ path }) => path));
    const keys = by === 'top' ? personsOfViews(plan, shown) : personsOfSessions(plan, edgeColumn(by), shown);
    return withActiveUsers(data, ({ path }) => path, await countPersons(plan, persons, keys, runner));
  },
});

/** Who viewed the pages in the range. */
function personsOfViews(plan: Plan, shown: SqlParam): PersonKeys {
  return personKeys(
    [sql`path`],
    sql`FROM ${plan.tables.events} WHERE ${eventsIn(plan, plan.range)} AND ${isPageView} AND has(${shown}, path)`,
  );
}

/** Who began the sessions: the person of a session's first event, as its device is that of its first. */
function personsOfSessions(plan: Plan, column: Sql, shown: SqlParam): PersonKeys {
  const sessions = sessionsStartedIn(plan, plan.range, ['views', 'entered_on', 'left_from']);
  return personKeys(
    [sql`page`],
    sql`FROM (
    SELECT session_hash AS started_hash, ${column} AS page FROM (${sessions})
    WHERE views > 0 AND has(${shown}, ${column})
  ) AS started JOIN (
    SELECT cityHash64(session_id) AS session_hash, argMin((device_id, profile_id), ${eventOrder}) AS first_event,
      first_event.1 AS device_id, first_event.2 AS profile_id
    FROM ${plan.tables.events}
    WHERE project_id = ${param.string(plan.projectId)} AND session_id != '' AND timestamp >= ${param.time(plan.range.from)}
    GROUP BY session_hash
  ) AS firsts ON started.started_hash = firsts.session_hash
  WHERE 1`,
  );
}

function edgeColumn(by: 'entry' | 'exit'): Sql {
  return by === 'entry' ? sql`entered_on` : sql`left_from`;
}

function rankingBy(by: PagesParameters['by']): Ranking {
  return { figures: [by === 'top' ? 'page_views' : 'sessions'], texts: ['page'] };
}

interface Row {
  readonly page: string;
  readonly page_views: number;
  readonly visitors: number;
  readonly sessions: number;
  readonly entered: number;
  readonly bounced: number;
  readonly duration_ms: number;
  readonly durations: number;
}

/** Whether a filter looks at events. What is said of a page does not change with one on its path alone. */
function isOfMatches({ filter, filterFields, sealedFilter }: Plan, by: PagesParameters['by']): boolean {
  const isOfPathAlone = filterFields.size === 1 && filterFields.has('path');
  return by === 'top' && filter !== undefined && !sealedFilter && !isOfPathAlone;
}

function rowsOf(plan: Plan, by: PagesParameters['by'], runner: Runner): Promise<readonly Row[]> {
  return runWithList<Row>(plan, runner, (one) => statementOf(one, by, runner));
}

async function statementOf(plan: Plan, by: PagesParameters['by'], runner: Runner): Promise<Sql | undefined> {
  if (by !== 'top') return edgePages(plan, by);
  if (plan.sealedFilter) return pagesOfParts(plan, splitOf(plan.days, plan.range, 'views'), undefined);
  return topPages(plan, runner);
}

async function topPages(plan: Plan, runner: Runner): Promise<Sql | undefined> {
  const split = splitForTotals(plan, plan.range, 'pages');
  const isLarge = eventsOnDays(plan.days, plan.range) > plan.eventsAtOnce;
  const listed = !isLarge
    ? undefined
    : isKnownByTotals(split)
      ? shownOfTotals(plan, split)
      : await mostViewed(plan, split, runner);
  return pagesOfParts(plan, split, listed);
}

/** The pages shown, of all or of those that are listed. */
function pagesOfParts(plan: Plan, split: Split, listed: Sql | undefined): Sql | undefined {
  const parts = pageParts(plan, split, listed);
  if (parts.length === 0) return undefined;
  const unlisted = listFor(plan.days, split) ? sql`, unlisted` : sql``;
  return sql`SELECT key AS page, page_views, visitors, sessions, viewed AS entered, bounced, duration_ms, durations${unlisted}
FROM (
${together(plan, parts, figures, split)}
)
WHERE page_views > 0${listed === undefined ? behind(plan, rankingBy('top')) : sql``}
${ranked(plan, rankingBy('top'))}`;
}

/** Selects the paths of the pages shown, where totals say it all. */
function shownOfTotals(plan: Plan, split: Split): Sql {
  return sql`(
    SELECT page FROM (
      SELECT value AS page, sum(page_views) AS page_views FROM ${plan.tables.dayTotals} AS totals
      WHERE ${totalsIn(plan, split)} AND dimension = 'path'${passing(plan, sql`value`)}
      GROUP BY value
    )
    WHERE page_views > 0${behind(plan, rankingBy('top'))}
    ${ranked(plan, rankingBy('top'))}
  )`;
}

/**
 * Sets of visitors and sessions need then be made for the pages shown only. Undefined where views alone do not tell which those are:
 * pages of sessions that started in the range may have none.
 */
async function mostViewed(plan: Plan, split: Split, runner: Runner): Promise<Sql | undefined> {
  const most = await runner.run<{ page: string }>(sql`SELECT path AS page, sum(views) AS page_views
FROM (
  ${viewsByPath(plan, split)}
)
WHERE 1${passing(plan, sql`path`)}
GROUP BY page
HAVING 1${behind(plan, rankingBy('top'))}
${ranked(plan, rankingBy('top'))}`);
  return most.length > plan.limit ? sql`${param.strings(most.map(({ page }) => page))}` : undefined;
}

/** ` AND …`: a column of paths passes the plan's filter, which looks at nothing else. */
function passing({ filter, sealedFilter }: Plan, column: Sql): Sql {
  return filter && !sealedFilter ? sql` AND arrayExists(path -> (${filter}), [${column}])` : sql``;
}

/** `viewed` and `bounced` are those of sessions that entered on the page. */
const figures = ['page_views', 'sessions', 'viewed', 'bounced', 'durations', 'duration_ms'] as const;

function pageParts(plan: Plan, split: Split, paths: Sql | undefined): AnswerPart[] {
  const shown = (column: string) =>
    sql`${paths ? sql` AND ${identifier(column)} IN ${paths}` : sql``}${passing(plan, identifier(column))}`;
  const parts = totalsOf(plan, split, ['path'], figures, { where: shown('value') });
  const rowsOf = plan.sealedFilter ? plan : { ...plan, filter: undefined };
  const { whole, others } = pageRows(rowsOf, split, shown('path'));
  const sessions = sql`countIf(is_session) + uniqExactIf(session_hash, in_session)`;
  if (whole) {
    parts.push({
      key: sql`path`,
      devices: sql`1`,
      figures: {
        page_views: sql`sum(views)`,
        sessions,
        durations: sql`sum(durations)`,
        duration_ms: sql`toInt64(sum(duration_ms))`,
      },
      source: sql`FROM (
  ${whole}
  )`,
    });
  }
  if (others) {
    parts.push({
      key: sql`path`,
      devices: sql`in_range`,
      figures: {
        page_views: sql`sumIf(views, in_range)`,
        sessions,
        durations: sql`sumIf(durations, in_range)`,
        duration_ms: sql`toInt64(sumIf(duration_ms, in_range))`,
      },
      source: sql`FROM (
  ${others}
  )`,
    });
    const started = sessionsStartedIn(rowsOf, plan.range, ['views', 'custom', 'entered_on'], split);
    parts.push({
      key: sql`entered_on`,
      devices: undefined,
      figures: { viewed: sql`count()`, bounced: sql`countIf(${isBounce})` },
      source: sql`FROM (${started}) WHERE views > 0${shown('entered_on')}`,
    });
  }
  return parts;
}

/** Together with what else is asked of the matching events at the same time. */
async function pagesOfMatches(plan: Plan, runner: Runner): Promise<readonly Row[]> {
  const ranking: Ranking = { figures: ['page_views'], texts: ['key'] };
  const question = { isByPage: true, rows: plan.limit + 1, behind: behind(plan, ranking) } as const;
  const rows = await plan.loadFigures(plan, question, runner);
  return rows.map(({ key, viewed, durations = 0, ...figures }) => ({
    ...figures,
    page: String(key),
    entered: viewed,
    durations,
  }));
}

function edgePages(plan: Plan, by: 'entry' | 'exit'): Sql {
  const column = by === 'entry' ? 'entered_on' : 'left_from';
  return sql`SELECT
  ${identifier(column)} AS page,
  sum(views) AS page_views,
  uniqExactIf(device_hash, device_hash != ${nobody}) AS visitors,
  count() AS sessions,
  count() AS entered,
  countIf(${isBounce}) AS bounced,
  sum(${durationMs}) AS duration_ms,
  count() AS durations
FROM (${sessionsStartedIn(plan, plan.range, ['device_hash', 'ended', 'views', 'custom', column])})
WHERE views > 0
GROUP BY page
HAVING 1${behind(plan, rankingBy(by))}
${ranked(plan, rankingBy(by))}`;
}
