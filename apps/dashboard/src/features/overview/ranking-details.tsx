import { Dialog } from '@base-ui/react/dialog';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.tsx';
import { useMoney } from '../../api/use-money.ts';
import { saveFile, toCsv } from '../../ui/csv.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useDialog } from '../../ui/use-dialog.ts';
import { attributionOf } from '../reporting/attribution.ts';
import { useReporting } from '../reporting/reporting-context.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { rankingKey } from './dimensions.ts';
import { exactValue, shortValue } from './metrics.ts';
import { columnsOf, type RankedRow } from './ranked-rows.ts';
import { type RankingListProps, RowName } from './ranking-list.tsx';
import { askRanking } from './use-ranking.ts';

/** All rows and columns of a list, in a window of their own. */
export function RankingDetails({ ranking, query }: RankingListProps) {
  const { t } = useI18n();
  const dialog = useDialog();
  const name = rankingKey(ranking);
  const title = `${fieldLabel(ranking.field, t)} · ${t(ranking.label)}`;
  return (
    <Dialog.Root
      open={dialog.open === name}
      onOpenChange={(isOpen) => (isOpen ? dialog.show(name) : dialog.close())}
    >
      <Dialog.Trigger className="ranking__more" aria-label={`${t('overview.details')}: ${title}`}>
        {t('overview.details')}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <div className="dialog__head">
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close className="button button--plain button--icon" aria-label={t('table.close')}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {ranking.report === 'breakdown' && <p className="muted">{t(attributionOf(ranking.field))}</p>}
          <AllRows ranking={ranking} query={query} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function AllRows({ ranking, query }: RankingListProps) {
  const { t, format } = useI18n();
  const { http, project } = useApi();
  const { days } = useReporting();
  const money = useMoney();
  const whole = { ...query, compare: undefined, limit: 100 };
  const pages = useInfiniteQuery({
    queryKey: ['ranking', project.id, ranking, whole],
    queryFn: ({ pageParam, signal }) =>
      askRanking(http, project.id, ranking, { ...whole, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  });
  if (pages.error) return <ErrorState error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <SkeletonRows count={10} />;
  const rows = pages.data.pages.flatMap((page) => page.rows);
  const columns = columnsOf(ranking);
  const save = () =>
    saveFile(
      `${rankingKey(ranking)} ${days.from} ${days.to}.csv`,
      toCsv(
        [
          fieldLabel(ranking.field, t),
          ...columns.map(({ label, unit }) =>
            unit === 'money' ? `${t(label)} (${money.currency})` : t(label),
          ),
        ],
        rows.map((row) => [
          valueLabel(ranking.field, row.name, t, format),
          ...row.values.map((value, index) => (columns[index]?.unit === 'money' ? money.cell(value) : value)),
        ]),
      ),
    );
  return (
    <>
      <RowsTable ranking={ranking} rows={rows} />
      <div className="dialog__foot">
        <span className="muted">{t('table.rows', { count: format.exact(rows.length) })}</span>
        {pages.hasNextPage && (
          <button
            type="button"
            className="button"
            disabled={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t('table.more')}
          </button>
        )}
        <button type="button" className="button" onClick={save}>
          <Icon name="download" />
          {t('table.export')}
        </button>
      </div>
    </>
  );
}

function RowsTable({
  ranking,
  rows,
}: {
  readonly ranking: RankingListProps['ranking'];
  readonly rows: readonly RankedRow[];
}) {
  const { t, format } = useI18n();
  const { currency } = useMoney();
  const columns = columnsOf(ranking);
  return (
    <ScrollRegion className="table-scroll" label={t(ranking.label)}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{fieldLabel(ranking.field, t)}</th>
            {columns.map(({ label }) => (
              <th scope="col" key={label} className="number">
                {t(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                <RowName ranking={ranking} name={row.name} />
              </th>
              {columns.map(({ label, unit }, index) => {
                const value = row.values[index] ?? 0;
                return (
                  <td key={label} className="number" title={exactValue(unit, value, format, currency)}>
                    {shortValue(unit, value, format, currency)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
