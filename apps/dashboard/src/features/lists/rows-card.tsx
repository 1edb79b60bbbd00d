import type { InsightsAnswer } from '@gatrix/analytics-protocol/insights';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import './rows-card.css';
import type { RowsColumn } from './rows-column.ts';
import { RowsFile, type RowsFileOf } from './rows-file.tsx';

export interface RowsOrder {
  readonly sort: string;
  readonly direction: 'asc' | 'desc';
  readonly onChange: (sort: string, direction: 'asc' | 'desc') => void;
}

export interface RowsCardProps<Row> {
  readonly label: string;
  readonly asked: UseInfiniteQueryResult<InfiniteData<InsightsAnswer<readonly Row[]>>>;
  readonly columns: readonly RowsColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  /** The file that all rows leave in, also those that are not loaded yet. */
  readonly file?: RowsFileOf<Row>;
  readonly order?: RowsOrder;
  readonly empty: ReactNode;
}

/** A list that goes on: a table, and a button for its next rows. */
export function RowsCard<Row>(props: RowsCardProps<Row>) {
  const { label, asked, keyOf, file, order, empty } = props;
  const columns = props.columns.filter(({ isFileOnly }) => !isFileOnly);
  const { t, format } = useI18n();
  const rows = asked.data?.pages.flatMap((page) => page.data);
  return (
    <section className="card card--plain" aria-label={label} aria-busy={asked.isFetching}>
      <div className="card__body">
        {asked.error && !rows && <ErrorState error={asked.error} retry={() => void asked.refetch()} />}
        {!asked.error && !rows && <SkeletonRows count={12} />}
        {rows?.length === 0 && empty}
        {rows && rows.length > 0 && (
          <>
            <ScrollRegion className="rows" label={t('table.of', { name: label })}>
              <table className="table">
                <thead>
                  <tr>
                    {columns.map((column) => (
                      <HeadCell key={column.label} column={column} order={order} />
                    ))}
                  </tr>
                </thead>
                <tbody className={asked.isPlaceholderData ? 'is-stale' : undefined}>
                  {rows.map((row) => (
                    <tr key={keyOf(row)}>
                      {columns.map((column) => (
                        <RowCell key={column.label} column={column} row={row} />
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
            <div className="rows__foot">
              <span className="muted">{t('table.rows', { count: format.exact(rows.length) })}</span>
              {asked.hasNextPage && (
                <button
                  type="button"
                  className="button"
                  disabled={asked.isFetchingNextPage}
                  onClick={() => void asked.fetchNextPage()}
                >
                  {t('table.more')}
                </button>
              )}
              {file && <RowsFile file={file} columns={props.columns} />}
            </div>
          </>
        )}
      </div>
    </section>
  );
}

/** The name of a column; of one that sorts the list, a button that does so, or turns the order around. */
function HeadCell<Row>({
  column: { label, isNumber, sort },
  order,
}: {
  readonly column: RowsColumn<Row>;
  readonly order: RowsOrder | undefined;
}) {
  const { t } = useI18n();
  const className = isNumber ? 'number' : undefined;
  if (!sort || !order) {
    return (
      <th scope="col" className={className}>
        {label}
      </th>
    );
  }
  const isSorted = order.sort === sort;
  const turned = isSorted && order.direction === 'desc' ? 'asc' : 'desc';
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (order.direction === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      <button
        type="button"
        className="rows__sort"
        title={t('table.sortBy', { column: label })}
        onClick={() => order.onChange(sort, turned)}
      >
        {label}
        <span aria-hidden="true">{isSorted ? (order.direction === 'asc' ? ' ↑' : ' ↓') : ' ↕'}</span>
      </button>
    </th>
  );
}

function RowCell<Row>({ column, row }: { readonly column: RowsColumn<Row>; readonly row: Row }) {
  const content = column.cell(row);
  return (
    <td
      className={column.isNumber ? 'number' : undefined}
      title={typeof content === 'string' && !column.isNumber ? content : undefined}
    >
      {content}
    </td>
  );
}
