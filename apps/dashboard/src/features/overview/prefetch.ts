import { todayIn } from '../reporting/date-range.ts';
import type { ReportAsker } from '../reporting/report-asker.ts';
import { queryOf, readState } from '../reporting/report-state.ts';
import { cards, slowDimension } from './dimensions.ts';
import { cardQuery } from './use-ranking.ts';

/** Asks all that the page shows at first, while the page itself is still being drawn; what takes long when the rest is answered. */
export function prefetch({ timezone, ask }: ReportAsker, search: URLSearchParams): void {
  const { query, interval } = queryOf(readState(search), todayIn(timezone, Date.now()));
  const asked = [ask('metrics', query), ask('timeseries', { ...query, interval })];
  const askCard = ([first]: (typeof cards)[number]['rankings']) =>
    first.report === 'pages'
      ? ask('pages', { ...cardQuery(query, undefined), by: first.by })
      : ask('breakdown', { ...cardQuery(query, first.dimension), dimension: first.dimension });
  const isSlow = ({ rankings: [first] }: (typeof cards)[number]) =>
    first.report === 'breakdown' && first.dimension === slowDimension;
  for (const card of cards) if (!isSlow(card)) asked.push(askCard(card.rankings));
  void Promise.all(asked).then(() => {
    for (const card of cards) if (isSlow(card)) void askCard(card.rankings);
  });
}
