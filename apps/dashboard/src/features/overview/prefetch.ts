import { todayIn } from '../reporting/date-range.ts';
import type { ReportAsker } from '../reporting/report-asker.ts';
import { queryOf, readState } from '../reporting/report-state.ts';
import { cards, slowDimension } from './dimensions.ts';
import { cardQuery } from './use-ranking.ts';

/** Asks all that the page shows at first and that is soon answered, while the page itself is still being drawn. */
export function prefetch({ timezone, ask }: ReportAsker, search: URLSearchParams): void {
  const { query, interval } = queryOf(readState(search), todayIn(timezone, Date.now()));
  ask('metrics', query);
  ask('timeseries', { ...query, interval });
  for (const { rankings } of cards) {
    const [first] = rankings;
    if (first.report === 'pages') ask('pages', { ...cardQuery(query, undefined), by: first.by });
    else if (first.dimension !== slowDimension)
      ask('breakdown', { ...cardQuery(query, first.dimension), dimension: first.dimension });
  }
}
