import type { MonetizationData } from '@gatrix/analytics-protocol/insights';
import { useMoney } from '../../api/use-money.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import '../retention/retention.css';
import { meanLtv } from './mean-ltv.ts';

/** Revenue per user of each cohort, adding up from day to day. */
export function LtvTable({ ltv }: { readonly ltv: MonetizationData['ltv'] }) {
  const { t, format } = useI18n();
  const money = useMoney();
  const cohorts = ltv.filter(({ size }) => size > 0);
  const most = Math.max(0.01, ...cohorts.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const days = Math.max(0, ...cohorts.map(({ values }) => values.length));
  return (
    <ScrollRegion className="heat-scroll" label={t('money.ltv')}>
      <table className="heat number">
        <caption className="muted">{t('money.ltvCaption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('retention.cohortColumn')}</th>
            <th scope="col">{t('retention.size')}</th>
            {Array.from({ length: days }, (_, day) => (
              <th scope="col" key={day}>
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="heat__average">
            <th scope="row">{t('retention.average')}</th>
            <td />
            {meanLtv(cohorts).map((value, day) => (
              <td key={day} title={value === null ? t('retention.notYet') : money.exact(value)}>
                {value === null ? '–' : money.short(value)}
              </td>
            ))}
          </tr>
          {cohorts.map(({ date, size, values, complete }) => (
            <tr key={date}>
              <th scope="row">{format.tick(date, 'day')}</th>
              <td title={format.exact(size)}>{format.short(size)}</td>
              {values.map((value, day) => {
                if (value === null || (!complete[day] && day > 0)) return <td key={day} />;
                const share = (value / most) * 100;
                return (
                  <td
                    key={day}
                    className={complete[day] ? 'heat__cell' : 'heat__cell heat__cell--open'}
                    style={{ '--heat': share }}
                    title={money.exact(value)}
                  >
                    {money.short(value)}
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

/** A row for each cohort with people, and the mean; a day that is not over has no value. */
export function LtvCsv({ ltv }: { readonly ltv: MonetizationData['ltv'] }) {
  const { t } = useI18n();
  const money = useMoney();
  const cohorts = ltv.filter(({ size }) => size > 0);
  const mean = meanLtv(cohorts);
  const cellOf = (value: number | null) => (value === null ? '' : money.cell(value));
  return (
    <div className="card__foot">
      <CsvButton
        name="ltv"
        csv={() => ({
          header: [
            t('retention.cohortColumn'),
            t('retention.size'),
            ...mean.map((_, day) => `${t('retention.short.day', { n: day })} (${money.currency})`),
          ],
          rows: [
            ...cohorts.map(({ date, size, values, complete }) => [
              date,
              size,
              ...values.map((value, day) => (complete[day] ? cellOf(value) : '')),
            ]),
            [t('retention.average'), '', ...mean.map(cellOf)],
          ],
        })}
      />
    </div>
  );
}
