import type { QueryData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useMoney } from '../../api/use-money.ts';
import type { Csv } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { Translate } from '../../ui/i18n/locale.ts';
import { useFilterTexts } from '../reporting/use-filter-texts.ts';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { letterOf, needsProperty, type SeriesChoice } from './explore-state.ts';

export interface ExploreLine {
  /** What tells it from the other lines: its values, and its series where there are several. */
  readonly label: string;
  readonly values: readonly string[];
  readonly series: string;
  readonly total: number | null;
  /** Whether it is all that is in no other line. */
  readonly isRest: boolean;
  readonly points: NonNullable<QueryData[number]['data']>;
  /** Where it is compared with the period before. */
  readonly previous: QueryData[number]['previous'];
  readonly isFormula: boolean;
  /** Which of the series it is, from 0; -1 for a formula. */
  readonly place: number;
  /** The values of the breakdowns as they are stored. */
  readonly keys: readonly string[];
}

/** The answer's lines as they are called, in its order: the groups that are largest in A first. */
export function useExploreLines(
  data: QueryData,
  series: readonly SeriesChoice[],
  breakdowns: readonly string[],
): readonly ExploreLine[] {
  const { t, format } = useI18n();
  const { currency } = useMoney();
  const fields = breakdowns.join('\n');
  const textOf = useFilterTexts(series.flatMap(({ filters }) => filters));
  const filtered = JSON.stringify(
    series.map(({ filters }) =>
      filters.map((filter) => t('filter.chip', { ...textOf(filter) }).trim()).join(', '),
    ),
  );
  return useMemo(() => {
    const names = fields === '' ? [] : fields.split('\n');
    const isOnlySeries = new Set(data.map(({ letter, formula }) => letter ?? formula)).size === 1;
    return data.map(({ letter, formula, breakdown, total, rest = false, data: points = [], previous }) => {
      const what = seriesName(letter, formula, series, { filters: JSON.parse(filtered), currency, t });
      const values = rest
        ? names.map((_, place) => (place === 0 ? t('explore.others') : ''))
        : names.map((field, place) => valueLabel(field, breakdown[place] ?? '', t, format));
      const parts = isOnlySeries && values.length > 0 ? values : [...values, what];
      const label = parts.filter((part) => part !== '').join(' · ');
      return {
        label,
        values,
        series: what,
        total,
        isRest: rest,
        points,
        previous,
        isFormula: formula !== undefined,
        place: series.findIndex((_, index) => letterOf(index) === letter),
        keys: breakdown,
      };
    });
  }, [data, series, fields, filtered, currency, t, format]);
}

/**
 * The lines that a chart with `colors` colours draws, each with its color's number. A series that never met the values
 * of its group, as one whose event lacks the property, would be a line at 0 in place of one that has something to show; all others
 * together would press the rest to the ground.
 */
export function drawnLines(lines: readonly ExploreLine[], colors: number): ReadonlyMap<ExploreLine, number> {
  const withValues = lines.filter(({ values, isRest, points }) => {
    if (isRest) return false;
    return values.length === 0 || points.some(({ value }) => value !== null && value !== 0);
  });
  return new Map(withValues.slice(0, colors).map((line, color) => [line, color]));
}

interface NameParts {
  /** The filters of each series, as people read them. */
  readonly filters: readonly string[];
  readonly currency: string;
  readonly t: Translate;
}

function seriesName(
  letter: string | undefined,
  formula: string | undefined,
  series: readonly SeriesChoice[],
  { filters, currency, t }: NameParts,
): string {
  const place = series.findIndex((_, index) => letterOf(index) === letter);
  const choice = series[place];
  if (!choice) return formula ?? letter ?? '';
  const { event, aggregation, property, name: own } = choice;
  const isAmount = property === 'revenue' && needsProperty(aggregation);
  if (own !== '') return isAmount ? `${own} (${currency})` : own;
  const measure = t(`agg.${aggregation}`);
  const measured = property.replace(/^properties\./, '');
  const of = property === '' ? measure : `${measure} (${isAmount ? `${measured}, ${currency}` : measured})`;
  const name = `${letter}. ${event || t('explore.anyEvent')}, ${of}`;
  return filters[place] ? `${name} (${filters[place]})` : name;
}

/** A row for each line; a column for each breakdown, the series, the total and each bucket. */
export function exploreCsv(lines: readonly ExploreLine[], breakdowns: readonly string[], t: Translate): Csv {
  return {
    header: [
      ...breakdowns.map((field) => fieldLabel(field, t)),
      t('explore.series'),
      t('explore.total'),
      ...(lines[0]?.points.map(({ date }) => date) ?? []),
    ],
    rows: lines.map(({ values, series, total, points }) => [
      ...values,
      series,
      total ?? '',
      ...points.map(({ value }) => value ?? ''),
    ]),
  };
}
