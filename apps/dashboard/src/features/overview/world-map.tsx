import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { filterFor } from './choose-row.ts';
import { mapSize, outlines, places } from './generated/world.ts';
import { cardQuery } from './use-ranking.ts';

/** Visitors by country as shades. For the pointer; the list of countries says the same to everybody. */
export function WorldMap() {
  const { t, format } = useI18n();
  const { query, toggleFilter } = useReporting();
  const result = useReport('breakdown', { ...cardQuery(query, 'country'), dimension: 'country' });
  if (result.error && !result.data)
    return <ErrorState error={result.error} retry={() => void result.refetch()} />;
  if (!result.data) return <Skeleton height={240} />;
  const rows = result.data.data.filter(({ name }) => name !== '');
  if (rows.length === 0) return <EmptyState>{t('state.empty')}</EmptyState>;

  const visitors = new Map(rows.map(({ name, unique_visitors }) => [name, unique_visitors]));
  const most = Math.max(...visitors.values());
  const shade = (code: string) => {
    const count = visitors.get(code) ?? 0;
    // A root keeps small countries visible beside a big one.
    return count === 0 ? 0 : 18 + 82 * Math.sqrt(count / most);
  };
  const title = (code: string) => `${format.country(code)}: ${format.exact(visitors.get(code) ?? 0)}`;
  const choose = (code: string) => visitors.has(code) && toggleFilter(filterFor('country', code));
  const first = rows.slice(0, 5).map(({ name }) => title(name));
  return (
    <svg
      className={`world-map ${result.isPlaceholderData ? 'is-stale' : ''}`}
      viewBox={`0 0 ${mapSize.width} ${mapSize.height}`}
      role="img"
      aria-label={`${t('overview.map')}. ${first.join(', ')}`}
    >
      {Object.entries(outlines).map(([code, path]) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list of countries is the way for the keyboard
        <path
          key={code}
          d={path}
          className={
            visitors.has(code) ? 'world-map__country world-map__country--known' : 'world-map__country'
          }
          style={{ '--shade': shade(code) }}
          data-country={code}
          onClick={() => choose(code)}
        >
          <title>{title(code)}</title>
        </path>
      ))}
      {Object.entries(places).map(([code, [x, y]]) =>
        visitors.has(code) ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of countries is the way for the keyboard
          <circle
            key={code}
            cx={x}
            cy={y}
            r={14}
            className="world-map__country world-map__country--known"
            style={{ '--shade': shade(code) }}
            onClick={() => choose(code)}
          >
            <title>{title(code)}</title>
          </circle>
        ) : null,
      )}
    </svg>
  );
}
