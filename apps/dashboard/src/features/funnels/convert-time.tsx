import type { FunnelData } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState } from '../../ui/states.tsx';

export type ConvertTimeData = NonNullable<FunnelData['time_to_convert']>;

const figures = ['median', 'mean', 'p75', 'p90'] as const;

/** How long those who came through took from the first step to the last. */
export function ConvertTime({ data }: { readonly data: ConvertTimeData }) {
  const { t, format } = useI18n();
  if (data.median === null) return <EmptyState>{t('funnel.nobodyConverted')}</EmptyState>;
  const most = Math.max(...data.histogram.map(({ count }) => count));
  return (
    <>
      <dl className="convert-time">
        {figures.map((name) => {
          const seconds = data[name] ?? 0;
          return (
            <div key={name}>
              <dt>{t(name === 'mean' ? 'agg.avg' : `agg.${name}`)}</dt>
              <dd className="number" title={`${format.exact(seconds)} s`}>
                {format.duration(seconds)}
              </dd>
            </div>
          );
        })}
      </dl>
      <table className="table convert-time__histogram">
        <thead>
          <tr>
            <th scope="col">{t('funnel.took')}</th>
            <th scope="col" className="number">
              {t('funnel.converted')}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.histogram.map(({ from, to, count }) => (
            <tr key={from}>
              <th scope="row">
                {format.duration(from)} – {format.duration(to)}
                <span className="convert-time__bar" style={{ '--share': (count / most) * 100 }} />
              </th>
              <td className="number" title={format.exact(count)}>
                {format.short(count)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
