import type { MonetizationData } from '@gatrix/analytics-protocol/insights';
import { useReport } from '../../api/api-context.tsx';
import { useMoney } from '../../api/use-money.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { MoneyNote } from '../reporting/money-note.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { FirstPurchases } from './first-purchases.tsx';
import { LtvCsv, LtvTable } from './ltv-table.tsx';
import { MoneyFigures, RevenueChart } from './money-figures.tsx';
import { PaidBy } from './paid-by.tsx';
import { usePaidChange } from './use-paid-change.tsx';

export function Page() {
  const { t } = useI18n();
  const { query } = useReporting();
  const asking = { ...query, compare: undefined, days: 15 };
  useShownParameters(asking);
  const result = useReport('monetization', asking);
  const data = result.data?.data;
  return (
    <>
      <ReportBar title={t('money.title')}>
        <span className="muted">{t('money.intro')}</span>
        <TermsButton report="monetization" />
      </ReportBar>
      {result.error && !data && <ErrorState error={result.error} retry={() => void result.refetch()} />}
      {!result.error && !data && <Skeleton height={360} />}
      <MoneyNote money={result.data?.meta.money} />
      {data && (data.revenue === 0 ? <NoMoney /> : <Money data={data} />)}
    </>
  );
}

function NoMoney() {
  const { t } = useI18n();
  return (
    <section className="card">
      <EmptyRange>{t('money.empty')}</EmptyRange>
    </section>
  );
}

function Money({ data }: { readonly data: MonetizationData }) {
  const { t } = useI18n();
  const money = useMoney();
  const changeOf = usePaidChange();
  const inCurrency = (label: string) => `${label} (${money.currency})`;
  return (
    <>
      <MoneyFigures data={data} changeOf={changeOf} />
      <section className="card card--plain">
        <div className="card__body">
          <h2>{t('metric.revenue')}</h2>
          <RevenueChart data={data} />
          <div className="card__foot">
            <CsvButton
              name="monetization"
              csv={() => ({
                header: [
                  t('chart.date'),
                  inCurrency(t('metric.revenue')),
                  t('money.payers'),
                  t('money.active'),
                  inCurrency(t('money.arpdau')),
                  inCurrency(t('money.arppu')),
                  `${t('money.conversion')} %`,
                ],
                rows: data.series.map((day) => [
                  day.date,
                  money.cell(day.revenue),
                  day.payers,
                  day.dau,
                  money.cell(day.arpdau),
                  money.cell(day.arppu),
                  day.payer_conversion,
                ]),
              })}
            />
          </div>
        </div>
      </section>
      <section className="card card--plain">
        <div className="card__body">
          <h2>{t('money.ltv')}</h2>
          <LtvTable ltv={data.ltv} />
          <LtvCsv ltv={data.ltv} />
        </div>
      </section>
      <PaidBy />
      <FirstPurchases />
    </>
  );
}
