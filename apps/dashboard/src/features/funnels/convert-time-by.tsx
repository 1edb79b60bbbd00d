import type { FunnelData } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';

const figures = ['median', 'mean', 'p75', 'p90'] as const;

export interface ConvertTimeByProps {
  readonly field: string;
  readonly rows: NonNullable<FunnelData['breakdown']>;
}

/** How long it took from the first step to the last, for each value of a dimension. */
export function ConvertTimeBy({ field, rows }: ConvertTimeByProps) {
  const { t, format } = useI18n();
  const label = fieldLabel(field, t);
  return (
    <ScrollRegion className="funnel__scroll funnel__breakdown" label={label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col" className="number">
              {t('funnel.converted')}
            </th>
            {figures.map((name) => (
              <th key={name} scope="col" className="number">
                {t(name === 'mean' ? 'agg.avg' : `agg.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, rest, steps, time_to_convert: times }) => (
            <tr key={`${rest} ${name}`}>
              <th scope="row">{rest ? t('explore.others') : valueLabel(field, name, t, format)}</th>
              <td className="number">{format.exact(steps.at(-1)?.count ?? 0)}</td>
              {figures.map((figure) => {
                const seconds = times?.[figure];
                return (
                  <td key={figure} className="number">
                    {typeof seconds === 'number' ? format.duration(seconds) : '–'}
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
