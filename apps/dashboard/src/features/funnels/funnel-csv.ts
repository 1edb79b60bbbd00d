import type { FunnelData } from '@gatrix/analytics-protocol/insights';
import type { Csv } from '../../ui/csv-button.tsx';
import type { Format } from '../../ui/i18n/format.ts';
import type { Translate } from '../../ui/i18n/locale.ts';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import type { Funnel } from './funnel-state.ts';

/** What a view of the funnel shows. */
export function funnelCsv(
  view: Funnel['view'],
  data: FunnelData,
  breakdown: string | undefined,
  t: Translate,
  format: Format,
): Csv {
  const groups = breakdown === undefined ? [] : (data.breakdown ?? []);
  const named = (name: string) => (breakdown === undefined ? [] : [name]);
  const of: Group[] = [
    { cells: named(t('funnel.all')), ...data },
    ...groups.map((group) => ({
      ...group,
      cells: named(group.rest ? t('explore.others') : valueLabel(breakdown ?? '', group.name, t, format)),
    })),
  ];
  const header = breakdown === undefined ? [] : [fieldLabel(breakdown, t)];
  if (view === 'trend') return trendCsv(of, header, t);
  if (view === 'time') return timeCsv(of, header, t);
  return stepsCsv(of, header, t);
}

/** All, or those with one value, which stands in `cells`. */
interface Group extends Omit<FunnelData, 'breakdown'> {
  readonly cells: readonly string[];
}

function trendCsv(groups: readonly Group[], header: readonly string[], t: Translate): Csv {
  return {
    header: [
      ...header,
      t('chart.date'),
      t('funnel.started'),
      t('funnel.converted'),
      `${t('funnel.overall')} %`,
    ],
    rows: groups.flatMap(({ cells, trend = [] }) =>
      trend.map(({ date, started, converted, conversion }) => [
        ...[...cells, date, started, converted],
        conversion ?? '',
      ]),
    ),
  };
}

function timeCsv(groups: readonly Group[], header: readonly string[], t: Translate): Csv {
  return {
    header: [...header, `${t('range.from')} (s)`, `${t('range.to')} (s)`, t('funnel.converted')],
    rows: groups.flatMap(({ cells, time_to_convert: times }) =>
      (times?.histogram ?? []).map(({ from, to, count }) => [...cells, from, to, count]),
    ),
  };
}

/** A row for each step, for each value that the funnel is compared by as well. */
function stepsCsv(groups: readonly Group[], header: readonly string[], t: Translate): Csv {
  return {
    header: [
      ...header,
      '#',
      t('funnel.steps'),
      t('funnel.people'),
      `${t('funnel.fromStart')} %`,
      `${t('funnel.fromPrevious')} %`,
      t('funnel.dropOff'),
      `${t('funnel.median')} (s)`,
    ],
    rows: groups.flatMap(({ cells, steps }) =>
      steps.map((step, index) => [
        ...cells,
        index + 1,
        step.name,
        step.count,
        step.conversion_from_start,
        step.conversion_from_previous,
        step.drop_off,
        step.median_seconds ?? '',
      ]),
    ),
  };
}
