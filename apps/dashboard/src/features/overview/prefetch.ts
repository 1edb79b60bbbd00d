import { todayIn } from '../reporting/date-range.ts';
import type { ReportAsker } from '../reporting/report-asker.ts';
import { queryOf, readState } from '../reporting/report-state.ts';
import { cards, isSlow, type Ranking } from './dimensions.ts';
import { cardQuery } from './use-ranking.ts';

/** Asks all that the page shows at first, while the page itself is still being drawn; what takes long when the rest is answered. */
export function prefetch({ timezone, ask }: ReportAsker, search: URLSearchParams): void {
  const { query, interval } = queryOf(readState(search), todayIn(timezone, Date.now()));
  const askCard = (first: Ranking) =>
    first.report === 'pages'
      ? ask('pages', { ...cardQuery(query, undefined), by: first.by })
      : ask('breakdown', { ...cardQuery(query, first.dimension), dimension: first.dimension });
  const shown = cards.map(({ rankings: [first] }) => first);
  const quick = shown.filter((first) => !isSlow(first));
  const answers = [ask('metrics', query), ask('timeseries', { ...query, interval }), ...quick.map(askCard)];
  void Promise.all(answers).then(() => shown.filter(isSlow).map(askCard));
}
