import type { FunnelData } from '@gatrix/analytics-protocol/insights';
import type { Csv } from '../../ui/csv-button.tsx';
import type { Format } from '../../ui/i18n/format.ts';
import type { Translate } from '../../ui/i18n/locale.ts';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import type { ConvertTimeData } from './convert-time.tsx';
import type { Funnel } from './funnel-state.ts';

/** What a view of the funnel shows. */
export function funnelCsv(
  view: Funnel['view'],
  data: FunnelData,
  breakdown: string | undefined,
  t: Translate,
  format: Format,
): Csv {
  if (view === 'trend') return trendCsv(data.trend ?? [], t);
  if (view === 'time') return timeCsv(data.time_to_convert?.histogram ?? [], t);
  return stepsCsv(data, breakdown, t, format);
}

function trendCsv(trend: NonNullable<FunnelData['trend']>, t: Translate): Csv {
  return {
    header: [t('chart.date'), t('funnel.started'), t('funnel.converted'), `${t('funnel.overall')} %`],
    rows: trend.map(({ date, started, converted, conversion }) => [
      date,
      started,
      converted,
      conversion ?? '',
    ]),
  };
}

function timeCsv(histogram: ConvertTimeData['histogram'], t: Translate): Csv {
  return {
    header: [`${t('range.from')} (s)`, `${t('range.to')} (s)`, t('funnel.converted')],
    rows: histogram.map(({ from, to, count }) => [from, to, count]),
  };
}

/** A row for each step, for each value that the funnel is compared by as well. */
function stepsCsv(data: FunnelData, breakdown: string | undefined, t: Translate, format: Format): Csv {
  const rowsOf = (name: string, steps: FunnelData['steps']) =>
    steps.map((step, index) => [
      ...(breakdown === undefined ? [] : [name]),
      index + 1,
      step.name,
      step.count,
      step.conversion_from_start,
      step.conversion_from_previous,
      step.drop_off,
      step.median_seconds ?? '',
    ]);
  return {
    header: [
      ...(breakdown === undefined ? [] : [fieldLabel(breakdown, t)]),
      '#',
      t('funnel.steps'),
      t('funnel.people'),
      `${t('funnel.fromStart')} %`,
      `${t('funnel.fromPrevious')} %`,
      t('funnel.dropOff'),
      `${t('funnel.median')} (s)`,
    ],
    rows: [
      ...rowsOf(t('funnel.all'), data.steps),
      ...(breakdown === undefined ? [] : (data.breakdown ?? [])).flatMap(({ name, steps }) =>
        rowsOf(valueLabel(breakdown ?? '', name, t, format), steps),
      ),
    ],
  };
}
