import type { ActiveUsersData, LifecycleData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import { CsvButton } from '../../ui/csv-button.tsx';
import { Figures } from '../../ui/figures.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { Term } from '../../ui/term-hint.tsx';
import { ActiveChart } from './active-chart.tsx';
import { keyFiguresOf } from './key-figures.ts';

export interface ActivityByDayProps {
  readonly days: ActiveUsersData;
  readonly lifecycle: LifecycleData | undefined;
  readonly isStale: boolean;
}

/** Who was active on the day, in its week and in its month; and how many of the month's come on a day. */
export function ActivityByDay({ days, lifecycle, isStale }: ActivityByDayProps) {
  const { t, format } = useI18n();
  const { dau, wau, mau, stickiness, newUsers, until } = keyFiguresOf(days, lifecycle);
  const count = (term: Term, label: string, value: number) => ({
    ...{ label, term },
    value: format.short(value),
    exact: format.exact(value),
  });
  const { dates, incomplete, sticky } = useMemo(
    () => ({
      dates: days.map(({ date }) => date),
      incomplete: days.map((day) => day.incomplete === true),
      sticky: [{ label: t('active.stickiness'), values: days.map((day) => day.stickiness) }],
    }),
    [days, t],
  );
  const day = format.tick(until, 'day');
  return (
    <>
      <Figures
        label={t('active.title')}
        figures={[
          count('dau', t('active.averageDau'), dau),
          count('wau', t('active.wauUntil', { day }), wau),
          count('mau', t('active.mauUntil', { day }), mau),
          {
            label: t('active.stickiness'),
            term: 'stickiness',
            value: format.percent(stickiness),
            exact: `${format.exact(stickiness)} %`,
          },
          ...(newUsers === undefined ? [] : [count('new', t('active.newUsers'), newUsers)]),
        ]}
      />
      <section className="card card--plain" aria-busy={isStale}>
        <div className="card__body">
          <h2>{t('active.byDay')}</h2>
          <ActiveChart days={days} />
          <div className="card__foot">
            <CsvButton
              name="active-users"
              csv={() => ({
                header: [t('chart.date'), 'DAU', 'WAU', 'MAU', `${t('active.stickiness')} %`],
                rows: days.map((row) => [row.date, row.dau, row.wau, row.mau, row.stickiness]),
              })}
            />
          </div>
        </div>
      </section>
      <section className="card card--plain" aria-busy={isStale}>
        <div className="card__body">
          <h2>{t('active.stickiness')}</h2>
          <TimeChart
            {...{ dates, incomplete, lines: sticky }}
            label={t('chart.label', { metric: t('active.stickiness') })}
            interval="day"
            height={160}
            formatValue={format.percent}
            formatExact={format.percent}
          />
        </div>
      </section>
    </>
  );
}
