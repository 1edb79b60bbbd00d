import type { LiveData } from '@gatrix/analytics-protocol/insights';
import { useEffect, useMemo, useState } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import type { MessageKey } from '../../ui/i18n/en.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, Skeleton, SkeletonRows } from '../../ui/states.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { ZoneNote } from '../reporting/zone-note.tsx';
import { EventTicker } from './event-ticker.tsx';
import './live.css';
import { lateMinutes, useLive } from './use-live.ts';

const refreshMs = 5_000;
const minutes = 30;

/** Who is here now, and the last half hour. */
export function Page() {
  const { t, format } = useI18n();
  const live = useLive(20, refreshMs);
  const count = live.data?.data.active_users;
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{t('live.title')}</h1>
          <span className="muted">{t('live.refreshed', { seconds: refreshMs / 1000 })}</span>
          <ZoneNote />
        </div>
      </header>
      {live.error && !live.data ? (
        <ErrorState error={live.error} retry={() => void live.refetch()} />
      ) : (
        <>
          <div className="live-top">
            <section className="card card--plain live-count">
              <div className="card__body">
                <h2>{t('live.people')}</h2>
                <p
                  className={`live-count__value number ${count ? 'live-count__value--some' : ''}`}
                  data-testid="live-count"
                >
                  {count === undefined ? '…' : format.exact(count)}
                </p>
                <p className="muted">{live.error ? t('live.stale') : t('live.intro')}</p>
                {count !== undefined && <LateNote count={count} />}
              </div>
            </section>
            <PerMinute />
          </div>
          <Lists data={live.data?.data} />
          <EventTicker />
        </>
      )}
    </>
  );
}

/** How many others arrived with old events alone, as after an import. */
function LateNote({ count }: { readonly count: number }) {
  const { t, format } = useI18n();
  const arrived = useReport('live', { limit: 1 }, { refreshMs }).data?.data.active_users ?? 0;
  const late = arrived - count;
  // Two questions, one after the other, differ a little.
  if (late <= arrived * worthSaying) return null;
  return (
    <p className="muted live-count__late" data-testid="live-late">
      {t('live.late', { count: format.exact(late), minutes: lateMinutes })}
    </p>
  );
}

/** The share of those who arrived that has to be late before it is mentioned. */
const worthSaying = 0.1;

function PerMinute() {
  const { t, format } = useI18n();
  const now = useMinute();
  const result = useReport(
    'timeseries',
    {
      interval: 'minute',
      startDate: new Date(now - (minutes - 1) * 60_000).toISOString(),
      endDate: new Date(now + 60_000).toISOString(),
    },
    { refreshMs },
  );
  const data = result.data?.data;
  const chart = useMemo(
    () =>
      data && {
        dates: data.map(({ date }) => date),
        incomplete: data.map(({ incomplete }) => incomplete === true),
        lines: [{ label: t('metric.events'), values: data.map(({ total_events }) => total_events) }],
      },
    [data, t],
  );
  return (
    <section className="card card--plain">
      <div className="card__body">
        <h2>{t('live.perMinute')}</h2>
        {result.error && !data ? (
          <ErrorState error={result.error} retry={() => void result.refetch()} />
        ) : chart ? (
          <TimeChart
            {...chart}
            label={t('live.perMinute')}
            interval="minute"
            formatValue={format.short}
            formatExact={format.exact}
            isWhole
            isBars
            height={180}
          />
        ) : (
          <Skeleton height={180} />
        )}
      </div>
    </section>
  );
}

/** The start of the minute that it is, in milliseconds. */
function useMinute(): number {
  const [minute, setMinute] = useState(() => startOfMinute(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setMinute(startOfMinute(Date.now())), 1_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

function startOfMinute(time: number): number {
  return Math.floor(time / 60_000) * 60_000;
}

const lists = [
  { key: 'pages', title: 'overview.pages', field: 'path', empty: 'live.nobody' },
  { key: 'countries', title: 'overview.countries', field: 'country', empty: 'live.nobody' },
  { key: 'referrers', title: 'overview.referrers', field: 'referrer_name', empty: 'live.noReferrers' },
] as const satisfies readonly { key: keyof LiveData; title: MessageKey; field: string; empty: MessageKey }[];

function Lists({ data }: { readonly data: LiveData | undefined }) {
  const { t, format } = useI18n();
  return (
    <div className="live-lists">
      {lists.map(({ key, title, field, empty }) => {
        const rows = data?.[key];
        const longest = Math.max(1, ...(rows ?? []).map(({ count }) => count));
        return (
          <section key={key} className="card" aria-label={t(title)}>
            <div className="card__head">
              <h2>{t(title)}</h2>
            </div>
            <div className="card__body">
              {!rows && <SkeletonRows count={5} />}
              {rows?.length === 0 && <EmptyState>{t(empty)}</EmptyState>}
              {rows && rows.length > 0 && (
                <table className="bars">
                  <thead>
                    <tr>
                      <th scope="col">{fieldLabel(field, t)}</th>
                      <th scope="col" className="number">
                        {t('retention.size')}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map(({ name, count }) => (
                      <tr key={name}>
                        <td className="bars__cell" style={{ '--share': (count / longest) * 100 }}>
                          <span className="bars__name">{valueLabel(field, name, t, format)}</span>
                        </td>
                        <td className="number">{format.exact(count)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </div>
          </section>
        );
      })}
    </div>
  );
}
