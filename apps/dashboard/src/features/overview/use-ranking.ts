import type { BreakdownDimension, InsightsAnswer } from '@gatrix/analytics-protocol/insights';
import { useReport } from '../../api/api-context.tsx';
import type { Http } from '../../api/http.ts';
import { askReport, type CommonQuery } from '../../api/reports.ts';
import { isSlow, type Ranking } from './dimensions.ts';
import { breakdownRows, pageRows, type RankedRow } from './ranked-rows.ts';
import { useTurn } from './use-turn.ts';

/** How many rows a card shows. */
export const shownRows = 8;

/**
 * What a card asks. Active users of values are counted from events (2.4 s more of 10 million), all else from sums of days, so a card asks for them
 * only where there are no visitors; the details have both. The map shows all countries, so that their list does not ask again.
 */
export function cardQuery(query: CommonQuery, dimension: BreakdownDimension | undefined): CommonQuery {
  return {
    ...query,
    compare: undefined,
    limit: dimension === 'country' ? 1000 : shownRows,
    activeUsers: false,
  };
}

/** The rows of a list, for the range and filters of the page. */
export function useRanking(ranking: Ranking, query: CommonQuery) {
  const isPages = ranking.report === 'pages';
  const isTurn = useTurn(isSlow(ranking), query);
  const pages = useReport('pages', { ...query, by: isPages ? ranking.by : 'top' }, { enabled: isPages });
  const breakdown = useReport(
    'breakdown',
    { ...query, dimension: isPages ? 'name' : ranking.dimension },
    { enabled: !isPages && isTurn },
  );
  const hasNoDevices = breakdown.data?.data.every((row) => row.unique_visitors + row.sessions === 0);
  const people = useReport(
    'breakdown',
    { ...query, dimension: isPages ? 'name' : ranking.dimension, activeUsers: true },
    { enabled: !isPages && isTurn && hasNoDevices === true && breakdown.data?.data.length !== 0 },
  );
  const result = isPages ? pages : breakdown;
  const rows = isPages
    ? pages.data && pageRows(ranking.by, pages.data.data)
    : breakdown.data && breakdownRows((hasNoDevices && people.data ? people.data : breakdown.data).data);
  return {
    rows,
    error: result.error,
    isStale: result.isPlaceholderData,
    refetch: () => void result.refetch(),
  };
}

/** The same, one page of rows after another. */
export async function askRanking(
  http: Http,
  projectId: string,
  ranking: Ranking,
  query: CommonQuery,
  signal?: AbortSignal,
): Promise<{ readonly rows: readonly RankedRow[]; readonly nextCursor: string | undefined }> {
  if (ranking.report === 'pages') {
    const answer = await askReport(http, projectId, 'pages', { ...query, by: ranking.by }, signal);
    return { rows: pageRows(ranking.by, answer.data), nextCursor: cursorOf(answer) };
  }
  const { dimension } = ranking;
  const answer = await askReport(http, projectId, 'breakdown', { ...query, dimension }, signal);
  return { rows: breakdownRows(answer.data), nextCursor: cursorOf(answer) };
}

function cursorOf(answer: InsightsAnswer<unknown>): string | undefined {
  return answer.meta.nextCursor;
}
