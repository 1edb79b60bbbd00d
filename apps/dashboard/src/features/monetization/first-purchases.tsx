import type { FirstPurchasesData } from '@gatrix/analytics-protocol/insights';
import { Suspense, useMemo } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { useMoney } from '../../api/use-money.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import './first-purchases.css';

const shownProducts = 20;

/** Who paid for the first time: by day, by product, and how long after they were first seen. */
export function FirstPurchases() {
  return (
    <Suspense fallback={<Skeleton height={320} />}>
      <Card />
    </Suspense>
  );
}

function Card() {
  const m = useManageTexts();
  const { query } = useReporting();
  const result = useReport('first-purchases', { ...query, compare: undefined, limit: shownProducts });
  const data = result.data?.data;
  return (
    <section className="card card--plain" aria-label={m('purchases.title')}>
      <div className="card__body">
        <h2>{m('purchases.title')}</h2>
        {result.error && !data && <ErrorState error={result.error} retry={() => void result.refetch()} />}
        {!result.error && !data && <Skeleton height={320} />}
        {data && (data.payers === 0 ? <p>{m('purchases.none')}</p> : <Content data={data} />)}
      </div>
    </section>
  );
}

interface DataProps {
  readonly data: FirstPurchasesData;
}

function Content({ data }: DataProps) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const money = useMoney();
  const chart = useMemo(
    () => ({
      dates: data.series.map(({ date }) => date),
      incomplete: data.series.map(({ incomplete }) => incomplete === true),
      lines: [{ label: m('purchases.payers'), values: data.series.map(({ payers }) => payers) }],
    }),
    [data, m],
  );
  return (
    <>
      <p>
        {m('purchases.sum', {
          payers: format.exact(data.payers),
          revenue: money.exact(data.revenue),
          time: format.duration(data.median_seconds ?? 0),
        })}
      </p>
      <AnnotatedChart
        {...chart}
        label={t('chart.label', { metric: m('purchases.payers') })}
        interval="day"
        isWhole
        formatValue={format.short}
        formatExact={format.exact}
      />
      <div className="first-purchases__tables">
        <Products data={data} />
        <SinceFirstSeen data={data} />
      </div>
      <div className="card__foot">
        <CsvButton
          name="first-purchases"
          csv={() => ({
            header: [t('chart.date'), m('purchases.payers'), `${t('metric.revenue')} (${money.currency})`],
            rows: data.series.map(({ date, payers, revenue }) => [date, payers, money.cell(revenue)]),
          })}
        />
      </div>
    </>
  );
}

function Products({ data }: DataProps) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const money = useMoney();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{m('purchases.product')}</th>
          <th scope="col" className="number">
            {m('purchases.payers')}
          </th>
          <th scope="col" className="number">
            {t('metric.revenue')}
          </th>
        </tr>
      </thead>
      <tbody>
        {data.products.map(({ name, payers, revenue }) => (
          <tr key={name}>
            <th scope="row" className={name === '' ? 'muted' : undefined}>
              {name === '' ? m('purchases.noProduct') : name}
            </th>
            <td className="number" title={format.exact(payers)}>
              {format.short(payers)}
            </td>
            <td className="number" title={money.exact(revenue)}>
              {money.short(revenue)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function SinceFirstSeen({ data }: DataProps) {
  const { format } = useI18n();
  const m = useManageTexts();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{m('purchases.since')}</th>
          <th scope="col" className="number">
            {m('purchases.payers')}
          </th>
        </tr>
      </thead>
      <tbody>
        {data.since_first_seen.map(({ from, to, payers }) => (
          <tr key={from}>
            <th scope="row">
              {to === null
                ? m('purchases.atLeast', { from: format.duration(from) })
                : `${format.duration(from)} – ${format.duration(to)}`}
            </th>
            <td className="number" title={format.exact(payers)}>
              {format.short(payers)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
