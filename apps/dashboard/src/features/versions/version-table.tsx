import { useMoney } from '../../api/use-money.ts';
import { lineColor } from '../../ui/chart/options.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Delta } from '../overview/delta.tsx';
import { useWrite } from './use-write.ts';
import { drawnVersions, type Version, type VersionMetric } from './version-metrics.ts';

export interface VersionTableProps {
  readonly versions: readonly Version[];
  readonly metrics: readonly VersionMetric[];
}

/** Releases beside each other; rates with their change against the release before. */
export function VersionTable({ versions, metrics }: VersionTableProps) {
  const { t } = useI18n();
  const money = useMoney();
  const labelOf = ({ name, isRest }: Version) =>
    isRest ? t('explore.others') : name === '' ? t('versions.none') : name;
  const totalOf = (version: Version | undefined, { of }: VersionMetric) => version?.lines.get(of)?.total;
  const isRelease = ({ name, isRest }: Version) => !isRest && name !== '';
  return (
    <>
      <ScrollRegion className="versions__scroll" label={t('table.of', { name: t('versions.beside') })}>
        <table className="table versions">
          <thead>
            <tr>
              <th scope="col">{t('versions.version')}</th>
              {metrics.map(({ of, label }) => (
                <th key={of} scope="col" className="number">
                  {t(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {versions.map((version, index) => {
              const older = versions[index + 1];
              const before = older && isRelease(version) && isRelease(older) ? older : undefined;
              return (
                <tr key={`${version.isRest} ${version.name}`}>
                  <th scope="row">
                    {isRelease(version) && index < drawnVersions && (
                      <span
                        aria-hidden="true"
                        className="chart__key"
                        style={{
                          background: `var(${lineColor([{ label: '', values: [], color: index }], 0)})`,
                        }}
                      />
                    )}
                    {labelOf(version)}
                  </th>
                  {metrics.map((metric) => (
                    <Figure
                      key={metric.of}
                      metric={metric}
                      value={totalOf(version, metric)}
                      previous={metric.isRate ? totalOf(before, metric) : undefined}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
      <div className="card__foot">
        <CsvButton
          name="versions"
          csv={() => ({
            header: [
              t('versions.version'),
              ...metrics.map(({ label, unit }) =>
                unit === 'money' ? `${t(label)} (${money.currency})` : t(label),
              ),
            ],
            rows: versions.map((version) => [
              labelOf(version),
              ...metrics.map((metric) => {
                const total = totalOf(version, metric) ?? '';
                return metric.unit === 'money' && typeof total === 'number' ? money.cell(total) : total;
              }),
            ]),
          })}
        />
      </div>
    </>
  );
}

interface FigureProps {
  readonly metric: VersionMetric;
  readonly value: number | null | undefined;
  readonly previous: number | null | undefined;
}

export function Figure({ metric, value, previous }: FigureProps) {
  const { t } = useI18n();
  const write = useWrite();
  if (typeof value !== 'number') return <td className="number">–</td>;
  return (
    <td className="number" title={write.exact(metric, value)}>
      {write.short(metric, value)}
      {typeof previous === 'number' && (
        <>
          {' '}
          <Delta
            value={value}
            previous={previous}
            title={t('compare.to', { value: write.exact(metric, previous) })}
          />
        </>
      )}
    </td>
  );
}
