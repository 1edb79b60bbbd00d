import type { FunnelResult } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

/** The steps as bars, each as long as its share of the first. */
export function FunnelChart({ data }: { readonly data: FunnelResult }) {
  const { t, format } = useI18n();
  return (
    <>
      <p className="funnel__overall">
        {t('funnel.overall')}{' '}
        <b className="number" data-testid="funnel-overall">
          {format.percent(data.overall)}
        </b>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="funnel__scroll" aria-label={t('funnel.steps')} tabIndex={0}>
        <table className="table funnel">
          <thead>
            <tr>
              <th scope="col">{t('funnel.steps')}</th>
              <th scope="col" className="number">
                {t('funnel.people')}
              </th>
              <th scope="col" className="number">
                {t('funnel.fromPrevious')}
              </th>
              <th scope="col" className="number">
                {t('funnel.dropOff')}
              </th>
              <th scope="col" className="number">
                {t('funnel.median')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.steps.map((step, index) => (
              <tr key={index}>
                <th scope="row" className="funnel__cell">
                  <span className="funnel__name">
                    {index + 1}. {step.name}
                  </span>
                  <span className="funnel__track">
                    <span className="funnel__bar" style={{ '--share': step.conversion_from_start }} />
                    <span className="number">{format.percent(step.conversion_from_start)}</span>
                  </span>
                </th>
                <td className="number" title={format.exact(step.count)}>
                  {format.short(step.count)}
                </td>
                <td className="number">
                  {index === 0 ? '–' : format.percent(step.conversion_from_previous)}
                </td>
                <td className="number" title={format.exact(step.drop_off)}>
                  {index === 0 ? '–' : format.short(step.drop_off)}
                </td>
                <td className="number">
                  {step.median_seconds === null ? '–' : format.duration(step.median_seconds)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
