import type { Interval, QueryData } from '@gatrix/analytics-protocol/insights';
import { useMemo, useState } from 'react';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { drawnLines, exploreCsv, useExploreLines } from './explore-lines.ts';
import type { SeriesChoice } from './explore-state.ts';
import { ExploreTable } from './explore-table.tsx';

export interface ExploreResultProps {
  /** With a last group of all others, where there are more than the limit. */
  readonly data: QueryData;
  readonly series: readonly SeriesChoice[];
  readonly breakdowns: readonly string[];
  /** How many groups are shown. */
  readonly limit: number;
  readonly interval: Interval;
}

/** As many as there are colours. */
const colors = 8;

/** The lines over time, and their totals over the whole range. */
export function ExploreResult({ data, series, breakdowns, limit, interval }: ExploreResultProps) {
  const { t, format } = useI18n();
  const lines = useExploreLines(data, series, breakdowns);
  const drawn = useMemo(() => drawnLines(lines, colors), [lines]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const chart = useMemo(() => {
    const points = lines[0]?.points ?? [];
    return {
      dates: points.map(({ date }) => date),
      incomplete: points.map(({ incomplete }) => incomplete === true),
      lines: [...drawn]
        .map(([line, color]) => ({
          label: line.label,
          values: line.points.map(({ value }) => value),
          color,
        }))
        .filter(({ label }) => !hidden.has(label)),
    };
  }, [lines, drawn, hidden]);
  const toggle = (label: string) =>
    setHidden(
      (known) => new Set(known.has(label) ? [...known].filter((one) => one !== label) : [...known, label]),
    );
  const limitsHit = [
    ...(data.some(({ rest }) => rest) ? [t('explore.moreGroups', { count: limit })] : []),
    ...(drawn.size === colors && lines.length > colors ? [t('explore.moreLines', { count: colors })] : []),
  ];
  return (
    <>
      <AnnotatedChart
        {...chart}
        label={t('explore.title')}
        interval={interval}
        formatValue={format.short}
        formatExact={format.exact}
      />
      <div className="explore__totals">
        <ExploreTable lines={lines} breakdowns={breakdowns} drawn={drawn} hidden={hidden} onToggle={toggle} />
        {limitsHit.length > 0 && <p className="muted explore__limits">{limitsHit.join(' ')}</p>}
        <CsvButton name="explore" csv={() => exploreCsv(lines, breakdowns, t)} />
      </div>
    </>
  );
}
