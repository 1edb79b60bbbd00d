import type { Filter, Interval, QueryData } from '@gatrix/analytics-protocol/insights';
import { useMemo, useState } from 'react';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { DayRange } from '../reporting/date-range.ts';
import type { ChartKind } from './choices.ts';
import { ExploreChart } from './explore-chart.tsx';
import { drawnLines, exploreCsv, useExploreLines } from './explore-lines.ts';
import { ExplorePoint } from './explore-point.tsx';
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
  readonly kind?: ChartKind;
  /** The question's range and filters, where a point leads to the people behind it. */
  readonly asked?: { readonly days: DayRange; readonly filters: Filter | undefined };
}

/** As many as there are colours. */
const colors = 8;

/** The lines over time, and their totals over the whole range. */
export function ExploreResult(props: ExploreResultProps) {
  const { data, series, breakdowns, limit, interval, kind = 'lines', asked } = props;
  const { t } = useI18n();
  const lines = useExploreLines(data, series, breakdowns);
  const drawn = useMemo(() => drawnLines(lines, colors), [lines]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () => new Map([...drawn].filter(([{ label }]) => !hidden.has(label))),
    [drawn, hidden],
  );
  const [picked, setPicked] = useState<number>();
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
      <ExploreChart lines={shown} interval={interval} kind={kind} onPick={asked ? setPicked : undefined} />
      {asked && picked !== undefined && (
        <ExplorePoint
          index={picked}
          lines={[...shown.keys()]}
          {...{ series, breakdowns, interval }}
          {...asked}
        />
      )}
      <div className="explore__totals">
        <ExploreTable lines={lines} breakdowns={breakdowns} drawn={drawn} hidden={hidden} onToggle={toggle} />
        {limitsHit.length > 0 && <p className="muted explore__limits">{limitsHit.join(' ')}</p>}
        <CsvButton name="explore" csv={() => exploreCsv(lines, breakdowns, t)} />
      </div>
    </>
  );
}
