import { Tabs } from '@base-ui/react/tabs';
import { useId } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';
import { type CardDefinition, rankingKey } from './dimensions.ts';
import { RankingDetails } from './ranking-details.tsx';
import { RankingList } from './ranking-list.tsx';
import { WorldMapPanel } from './world-map-panel.tsx';

/** A card with one list, or several behind tabs. */
export function RankingCard({ card }: { readonly card: CardDefinition }) {
  const { t } = useI18n();
  const { query } = useReporting();
  const titleId = useId();
  const [first] = card.rankings;
  const { search, change } = useSearchState();
  const place = card.title.replace('overview.', '');
  const usual = place === 'places' ? 'map' : rankingKey(first);
  const named = search.get(place);
  const isThere = named === usual || card.rankings.some((ranking) => rankingKey(ranking) === named);
  const tab = named !== null && isThere ? named : usual;
  const setTab = (value: string) => change({ [place]: value === usual ? undefined : value });
  const shown = card.rankings.find((ranking) => rankingKey(ranking) === tab) ?? first;
  const hasTabs = card.rankings.length > 1;
  return (
    <section className="card ranking" aria-labelledby={titleId}>
      <Tabs.Root className="ranking__tabs" value={tab} onValueChange={(value) => setTab(String(value))}>
        <div className="card__head">
          <h2 id={titleId}>{t(card.title)}</h2>
          {hasTabs && (
            <Tabs.List className="tabs" aria-labelledby={titleId} activateOnFocus>
              {card.title === 'overview.places' && (
                <Tabs.Tab className="tab" value="map">
                  {t('overview.map')}
                </Tabs.Tab>
              )}
              {card.rankings.map((ranking) => (
                <Tabs.Tab key={rankingKey(ranking)} className="tab" value={rankingKey(ranking)}>
                  {t(ranking.label)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          )}
        </div>
        <Tabs.Panel className="card__body" value={tab} tabIndex={-1}>
          {tab === 'map' && <WorldMapPanel />}
          <RankingList ranking={shown} query={query} shownRows={tab === 'map' ? 4 : 8} />
        </Tabs.Panel>
      </Tabs.Root>
      <RankingDetails ranking={shown} query={query} />
    </section>
  );
}
