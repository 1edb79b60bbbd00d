import type { Interval } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { ChartRows } from '../../ui/chart/chart-table.tsx';
import type { ChartLine } from '../../ui/chart/line-data.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import type { ChartKind } from './choices.ts';
import type { ExploreLine } from './explore-lines.ts';
import { useSplit } from './use-split.ts';

export interface ExploreChartProps {
  /** Those that are shown, with their colours. */
  readonly lines: ReadonlyMap<ExploreLine, number>;
  readonly interval: Interval;
  readonly kind: ChartKind;
  readonly onPick: ((index: number) => void) | undefined;
}

/**
 * The lines over time. A formula beside counts has an axis of its own: a ratio would lie on the ground. Of a single line
 * the period that it is compared with is drawn, too; of several it stands in the table.
 */
export function ExploreChart({ lines, interval, kind, onPick }: ExploreChartProps) {
  const { t, format } = useI18n();
  const chart = useMemo(() => {
    const shown = [...lines];
    const [only] = shown;
    const points = only?.[0].points ?? [];
    const previous = shown.length === 1 ? only?.[0].previous?.data : undefined;
    const isMixed = new Set(shown.map(([{ isFormula }]) => isFormula)).size > 1;
    const drawn = shown.map(
      ([{ label, points: own, isFormula }, color]): ChartLine => ({
        label,
        values: own.map(({ value }) => value),
        color,
        ...(isMixed && isFormula ? { isRight: true } : kind === 'bars' && { stack: 'above' }),
      }),
    );
    const before: ChartLine[] = previous
      ? [
          {
            label: t('compare.previous_period'),
            kind: 'previous',
            values: points.map((_, i) => previous[i]?.value ?? null),
          },
        ]
      : [];
    return {
      dates: points.map(({ date }) => date),
      ...(previous && { previousDates: points.map((_, index) => previous[index]?.date) }),
      incomplete: points.map(({ incomplete }) => incomplete === true),
      isWhole: drawn.every(({ values }) =>
        values.every((value) => value === null || Number.isInteger(value)),
      ),
      lines: kind === 'bars' ? drawn : [...before, ...drawn],
    };
  }, [lines, kind, t]);
  const split = useSplit();
  const props = {
    ...chart,
    label: t('explore.title'),
    interval,
    formatValue: format.short,
    formatExact: format.exact,
  };
  if (kind === 'table') return <ChartRows {...props} />;
  return <AnnotatedChart {...props} isBars={kind === 'bars'} onPick={onPick} onSplit={onPick && split} />;
}
