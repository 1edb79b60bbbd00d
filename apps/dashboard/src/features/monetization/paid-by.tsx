import type { MonetizationData } from '@gatrix/analytics-protocol/insights';
import { useReport } from '../../api/api-context.tsx';
import { useMoney } from '../../api/use-money.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { attributionOf } from '../reporting/attribution.ts';
import { useReporting } from '../reporting/reporting-context.tsx';
import { readBreakdown, useBreakdownOptions } from '../reporting/use-breakdown-options.ts';
import { useSearchState } from '../reporting/use-search-state.ts';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import './first-purchases.css';
import { paidFormulas, paidSeries } from './paid-series.ts';

const shownValues = 20;
/** The last day of the lifetime value that is shown beside them. */
const ltvDay = 7;
const defaultField = 'first.utm_campaign';

/** What brought in the money: revenue and payers by a field, from the campaign of the first visit on. */
export function PaidBy() {
  const { t } = useI18n();
  const { query } = useReporting();
  const { search, change } = useSearchState();
  const field = readBreakdown(search.get('by') ?? '') ?? defaultField;
  const fields = useBreakdownOptions([field]);
  const result = useReport('POST query', {
    ...{ ...query, compare: undefined, limit: shownValues },
    ...{ series: paidSeries, breakdowns: [field], formulas: paidFormulas },
  });
  const isOfPersons = isFirst(field);
  // How much a person was worth by a day is told by what they have once: their first visit.
  const worth = useReport(
    'monetization',
    {
      ...{ ...query, compare: undefined, limit: shownValues, days: ltvDay + 1 },
      ...(isOfPersons && { breakdown: field }),
    },
    { enabled: isOfPersons },
  );
  const worthOf = isOfPersons ? worth.data?.data.breakdown : undefined;
  const rows = rowsOf(result.data?.data ?? [], worthOf ?? []);
  return (
    <section className="card card--plain" aria-label={t('money.by')} aria-busy={result.isFetching}>
      <div className="card__body">
        <h2>{t('money.by')}</h2>
        <div className="paid-by__field">
          <SelectField
            label={t('funnel.breakdown')}
            value={field}
            options={fields}
            onChange={(value) => change({ by: value === defaultField ? undefined : value })}
          />
        </div>
        <p className="muted">{t(attributionOf(field))}</p>
        {result.error && !result.data && (
          <ErrorState error={result.error} retry={() => void result.refetch()} />
        )}
        {!result.error && !result.data && <Skeleton height={200} />}
        {result.data && <PaidTable field={field} rows={rows} hasLtv={isOfPersons} />}
      </div>
    </section>
  );
}

type QueryLines = NonNullable<ReturnType<typeof useReport<'POST query'>>['data']>['data'];

interface PaidRow {
  readonly name: string;
  readonly isRest: boolean;
  /** By a series' letter, or a formula. */
  readonly totals: Readonly<Record<string, number | null>>;
}

function isFirst(field: string): field is `first.${string}` {
  return field.startsWith('first.');
}

/** A row of each value, from the answer's line of each series and formula, and what its people were worth by a day. */
function rowsOf(lines: QueryLines, worth: NonNullable<MonetizationData['breakdown']>): readonly PaidRow[] {
  const ltvOf = new Map(worth.map(({ name, rest = false, ltv }) => [`${rest} ${name}`, ltv.values[ltvDay]]));
  const rows = new Map<string, PaidRow>();
  for (const { breakdown, rest = false, letter, formula, total } of lines) {
    const [name = ''] = breakdown;
    const key = `${rest} ${name}`;
    const ltv = ltvOf.get(key) ?? null;
    const totals = { ltv, ...rows.get(key)?.totals, [letter ?? formula ?? '']: total };
    rows.set(key, { name, isRest: rest, totals });
  }
  return [...rows.values()];
}

interface PaidTableProps {
  readonly field: string;
  readonly rows: readonly PaidRow[];
  readonly hasLtv: boolean;
}

function PaidTable({ field, rows, hasLtv }: PaidTableProps) {
  const { t, format } = useI18n();
  const labelOf = ({ name, isRest }: PaidRow) =>
    isRest ? t('explore.others') : valueLabel(field, name, t, format);
  const columns = useColumns(hasLtv);
  return (
    <>
      <ScrollRegion className="table-scroll" label={fieldLabel(field, t)}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{fieldLabel(field, t)}</th>
              {columns.map(({ of, label }) => (
                <th key={of} scope="col" className="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.isRest} ${row.name}`}>
                <th scope="row">{labelOf(row)}</th>
                {columns.map(({ of, short, exact }) => {
                  const value = row.totals[of];
                  if (typeof value !== 'number')
                    return (
                      <td key={of} className="number">
                        –
                      </td>
                    );
                  return (
                    <td key={of} className="number" title={exact(value)}>
                      {short(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <div className="card__foot">
        <CsvButton
          name="monetization-by"
          csv={() => ({
            header: [
              fieldLabel(field, t),
              ...columns.map(({ label, currency }) => (currency ? `${label} (${currency})` : label)),
            ],
            rows: rows.map((row) => [
              labelOf(row),
              ...columns.map(({ of, cell }) => {
                const value = row.totals[of];
                return typeof value === 'number' ? cell(value) : '';
              }),
            ]),
          })}
        />
      </div>
    </>
  );
}

/** What is shown of a value, by the series, formula or figure that it is of. */
function useColumns(hasLtv: boolean) {
  const { t, format } = useI18n();
  const money = useMoney();
  const plain = { currency: '', cell: (value: number) => value };
  return [
    { of: 'A', label: t('metric.revenue'), ...money },
    { of: 'B', label: t('money.payers'), ...plain, short: format.short, exact: format.exact },
    { of: 'C', label: t('money.active'), ...plain, short: format.short, exact: format.exact },
    { of: 'B/C*100', label: t('money.conversion'), ...plain, short: format.percent, exact: format.percent },
    { of: 'A/B', label: t('money.arppu'), ...money },
    ...(hasLtv ? [{ of: 'ltv', label: t('money.ltvAfter', { n: ltvDay }), ...money }] : []),
  ];
}
