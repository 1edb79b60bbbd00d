import { lineColor } from '../../ui/chart/options.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Delta } from '../overview/delta.tsx';
import { fieldLabel } from '../reporting/values.ts';
import type { ExploreLine } from './explore-lines.ts';

export interface ExploreTableProps {
  readonly lines: readonly ExploreLine[];
  readonly breakdowns: readonly string[];
  /** Those that the chart can draw, with their colours. */
  readonly drawn: ReadonlyMap<ExploreLine, number>;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (label: string) => void;
}

/** The lines' totals over the whole range, and which of them the chart shows. */
export function ExploreTable({ lines, breakdowns, drawn, hidden, onToggle }: ExploreTableProps) {
  const { t, format } = useI18n();
  const hasSeries = breakdowns.length === 0 || new Set(lines.map(({ series }) => series)).size > 1;
  const names = [
    ...breakdowns.map((field) => fieldLabel(field, t)),
    ...(hasSeries ? [t('explore.series')] : []),
  ];
  const hasPrevious = lines.some(({ previous }) => previous !== undefined);
  const isLast = [...drawn.keys()].filter(({ label }) => !hidden.has(label)).length === 1;
  return (
    <ScrollRegion className="explore__scroll" label={t('explore.series')}>
      <table className="table">
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" className="number">
              {t('explore.total')}
            </th>
            {hasPrevious && (
              <th scope="col" className="number">
                {t('explore.change')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => {
            const { label, values, series, total } = line;
            const color = drawn.get(line);
            const [first, ...others] = hasSeries ? [...values, series] : values;
            return (
              <tr key={label}>
                <th scope="row">
                  <span className={`explore__line ${color === undefined ? 'explore__line--bare' : ''}`}>
                    {color !== undefined && (
                      <button
                        type="button"
                        className="explore__toggle"
                        aria-pressed={!hidden.has(label)}
                        aria-label={t('explore.toggle', { series: label })}
                        disabled={isLast && !hidden.has(label)}
                        onClick={() => onToggle(label)}
                      >
                        <span
                          className="chart__key"
                          style={{ '--key': `var(${lineColor([{ label, values: [], color }], 0)})` }}
                        />
                      </button>
                    )}
                    <span>{first}</span>
                  </span>
                </th>
                {others.map((value, place) => (
                  <td key={place}>{value}</td>
                ))}
                <td className="number" title={total === null ? undefined : format.exact(total)}>
                  {total === null ? '–' : format.short(total)}
                </td>
                {hasPrevious && (
                  <td className="number">
                    <Change value={total} previous={line.previous?.total ?? null} />
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Change({ value, previous }: { readonly value: number | null; readonly previous: number | null }) {
  const { t, format } = useI18n();
  if (value === null || previous === null) return '–';
  return (
    <Delta value={value} previous={previous} title={t('compare.to', { value: format.exact(previous) })} />
  );
}
