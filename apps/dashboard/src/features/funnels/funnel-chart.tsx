import type { FunnelResult } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import type { ListedPeople } from './funnel-state.ts';

export interface FunnelChartProps {
  readonly data: FunnelResult;
  /** Absent where nobody may be looked at. */
  readonly onPeople?: (people: ListedPeople) => void;
}

/** The steps as bars, each as long as its share of the first; a bar and a loss lead to who is behind them. */
export function FunnelChart({ data, onPeople }: FunnelChartProps) {
  const { t, format } = useI18n();
  return (
    <ScrollRegion className="funnel__scroll" label={t('funnel.steps')}>
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
          {data.steps.map((step, index) => {
            const about = { n: index + 1, name: step.name };
            const reached = t('funnel.whoReached', about);
            return (
              <tr key={index}>
                <th scope="row" className="funnel__cell">
                  <span className="funnel__name">
                    {index + 1}. {step.name}
                  </span>
                  <button
                    type="button"
                    className="funnel__track"
                    aria-label={`${format.percent(step.conversion_from_start)}: ${reached}`}
                    title={reached}
                    disabled={step.count === 0 || !onPeople}
                    onClick={() => onPeople?.({ step: index + 1, dropped: false })}
                  >
                    <span className="funnel__bar" style={{ '--share': step.conversion_from_start }} />
                    <span className="number">{format.percent(step.conversion_from_start)}</span>
                  </button>
                </th>
                <td className="number" title={format.exact(step.count)}>
                  {format.short(step.count)}
                </td>
                <td className="number">
                  {index === 0 ? '–' : format.percent(step.conversion_from_previous)}
                </td>
                <td className="number" title={format.exact(step.drop_off)}>
                  {index === 0 && '–'}
                  {index > 0 && step.drop_off === 0 && '0'}
                  {index > 0 && step.drop_off > 0 && !onPeople && format.short(step.drop_off)}
                  {index > 0 && step.drop_off > 0 && onPeople && (
                    <button
                      type="button"
                      className="link-button"
                      aria-label={`${format.short(step.drop_off)}: ${t('funnel.whoDropped', about)}`}
                      onClick={() => onPeople({ step: index + 1, dropped: true })}
                    >
                      {format.short(step.drop_off)}
                    </button>
                  )}
                </td>
                <td className="number">
                  {step.median_seconds === null ? '–' : format.duration(step.median_seconds)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
