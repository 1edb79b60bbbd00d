import { useReport } from '../../api/api-context.tsx';
import type { CommonQuery } from '../../api/reports.ts';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { isSameFilter } from '../reporting/filter-choice.ts';
import { useReporting } from '../reporting/reporting-context.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { filterFor } from './choose-row.ts';
import type { Ranking } from './dimensions.ts';
import { exactValue, shortValue } from './metrics.ts';
import { columnsOf, leadingColumn, type RankedRow } from './ranked-rows.ts';
import { shownRows as allRows, cardQuery, useRanking } from './use-ranking.ts';

export interface RankingListProps {
  readonly ranking: Ranking;
  readonly query: CommonQuery;
  readonly shownRows?: number;
}

/** The first rows of a list as bars; a click filters the page. */
export function RankingList({ ranking, query, shownRows = allRows }: RankingListProps) {
  const { t } = useI18n();
  const result = useRanking(
    ranking,
    cardQuery(query, ranking.report === 'breakdown' ? ranking.dimension : undefined),
  );
  const { rows, error, isStale, refetch } = result;
  if (error && !rows) return <ErrorState error={error} retry={refetch} />;
  if (!rows) return <SkeletonRows count={shownRows} />;
  const hasOnlyEmpty = rows.every(({ name }) => name === '');
  if (rows.length === 0 || (ranking.empty && hasOnlyEmpty)) {
    return <EmptyState>{t(rows.length > 0 && ranking.empty ? ranking.empty : 'state.empty')}</EmptyState>;
  }
  return (
    <div className={isStale ? 'is-stale' : undefined}>
      <Bars ranking={ranking} rows={rows.slice(0, shownRows)} query={query} />
    </div>
  );
}

interface BarsProps extends RankingListProps {
  readonly rows: readonly RankedRow[];
}

function Bars({ ranking, rows, query }: BarsProps) {
  const { t, format } = useI18n();
  const { currency } = useMoney();
  const leading = leadingColumn(rows);
  const column = columnsOf(ranking)[leading];
  const { data: totals } = useReport('metrics', { ...query, limit: undefined });
  if (!column) return null;
  const longest = Math.max(1, ...rows.map(({ values }) => values[leading] ?? 0));
  const total = totals?.data[totalOf[column.label] ?? 'active_users'];
  return (
    <table className="bars">
      <thead>
        <tr>
          <th scope="col">{fieldLabel(ranking.field, t)}</th>
          <th scope="col" className="number">
            {t(column.label)}
          </th>
          <th scope="col" className="number bars__share">
            {t('metric.share')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const value = row.values[leading] ?? 0;
          return (
            <tr key={row.name}>
              <td className="bars__cell" style={{ '--share': (value / longest) * 100 }}>
                <RowName ranking={ranking} name={row.name} />
              </td>
              <td className="number" title={exactValue(column.unit, value, format, currency)}>
                {shortValue(column.unit, value, format, currency)}
              </td>
              <td className="number bars__share">
                {total ? format.percent(Math.min(100, (value / total) * 100)) : ''}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const totalOf: Readonly<
  Record<string, 'active_users' | 'unique_visitors' | 'total_screen_views' | 'total_sessions'>
> = {
  'metric.activeUsers': 'active_users',
  'metric.visitors': 'unique_visitors',
  'metric.views': 'total_screen_views',
  'metric.sessions': 'total_sessions',
};

/** A row's name, as the button that filters by it. */
export function RowName({ ranking, name }: { readonly ranking: Ranking; readonly name: string }) {
  const { t, format } = useI18n();
  const { state, toggleFilter } = useReporting();
  const filter = filterFor(ranking.field, name);
  const label = valueLabel(ranking.field, name, t, format);
  return (
    <button
      type="button"
      className="bars__name"
      title={t('filter.by', { value: label })}
      aria-pressed={state.filters.some((known) => isSameFilter(known, filter))}
      onClick={() => toggleFilter(filter)}
    >
      {label}
    </button>
  );
}
