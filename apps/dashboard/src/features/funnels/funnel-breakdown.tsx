import type { FunnelData } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';

export interface FunnelBreakdownProps {
  readonly field: string;
  readonly rows: NonNullable<FunnelData['breakdown']>;
  /** How many of them are shown. */
  readonly limit: number;
}

/** The same funnel for each value of a dimension, side by side. */
export function FunnelBreakdown({ field, rows, limit }: FunnelBreakdownProps) {
  const { t, format } = useI18n();
  const label = fieldLabel(field, t);
  return (
    <ScrollRegion className="funnel__scroll funnel__breakdown" label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {rows[0]?.steps.map(({ name }, index) => (
              <th key={index} scope="col" className="number">
                {index + 1}. {name}
              </th>
            ))}
            <th scope="col" className="number">
              {t('funnel.overall')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, limit).map(({ name, steps, overall }) => (
            <tr key={name}>
              <th scope="row">{valueLabel(field, name, t, format)}</th>
              {steps.map(({ count }, index) => (
                <td key={index} className="number" title={format.exact(count)}>
                  {format.short(count)}
                </td>
              ))}
              <td className="number">{format.percent(overall)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > limit && <p className="muted steps__hint">{t('funnel.moreValues', { count: limit })}</p>}
    </ScrollRegion>
  );
}
