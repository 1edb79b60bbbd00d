import type { SessionItem } from '@gatrix/analytics-protocol/insights';
import { Link } from 'react-router';
import { useEveryRow, useReportRows } from '../../api/api-context.tsx';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { valueLabel } from '../reporting/values.ts';
import { PersonLink, placeOf } from './person-link.tsx';
import { RowsCard } from './rows-card.tsx';
import type { RowsColumn } from './rows-column.ts';

export function Page() {
  const { t, format } = useI18n();
  const money = useMoney();
  const { query } = useReporting();
  const question = { ...query, compare: undefined };
  const result = useReportRows('sessions', { ...question, limit: 50 });
  const every = useEveryRow('sessions', question);
  const columns: RowsColumn<SessionItem>[] = [
    { label: t('sessions.id'), cell: ({ id }) => id, isFileOnly: true },
    {
      label: t('sessions.started'),
      cell: (session) => (
        <Link
          to={eventsOf(session)}
          aria-label={t('sessions.open', { time: format.time(session.started_at) })}
        >
          {format.time(session.started_at)}
        </Link>
      ),
      text: (session) => session.started_at,
    },
    {
      label: t('list.person'),
      cell: (session) => <PersonLink id={session.profile_id} />,
      text: (session) => session.profile_id,
    },
    {
      label: t('sessions.duration'),
      isNumber: true,
      cell: (session) => (session.is_bounce ? t('sessions.bounce') : format.duration(session.duration)),
      text: (session) => session.duration,
    },
    {
      label: t('metric.views'),
      isNumber: true,
      cell: (session) => format.exact(session.page_views),
      text: (session) => session.page_views,
    },
    {
      label: t('metric.events'),
      isNumber: true,
      cell: (session) => format.exact(session.events),
      text: (session) => session.events,
    },
    {
      label: `${t('metric.revenue')} (${money.currency})`,
      isFileOnly: true,
      cell: ({ revenue }) => revenue,
      text: ({ revenue }) => money.cell(revenue),
    },
    { label: t('sessions.entry'), cell: (session) => session.entry_path },
    { label: t('sessions.exit'), cell: (session) => session.exit_path },
    {
      label: t('field.referrer_name'),
      cell: (session) => valueLabel('referrer_name', session.referrer_name, t, format),
    },
    { label: t('list.place'), cell: (session) => placeOf(session, format.country) },
    {
      label: t('field.device'),
      cell: (session) => [session.browser, session.os].filter((part) => part !== '').join(' · '),
    },
  ];
  return (
    <>
      <ReportBar title={t('sessions.title')}>
        <span className="muted">{t('sessions.intro')}</span>
      </ReportBar>
      <RowsCard
        label={t('sessions.title')}
        asked={result}
        columns={columns}
        keyOf={(session) => session.id}
        file={{ name: 'sessions', every }}
        empty={<EmptyRange>{t('sessions.empty')}</EmptyRange>}
      />
    </>
  );
}

/** The page of its events. */
function eventsOf({ id, started_at, ended_at }: SessionItem) {
  const search = new URLSearchParams({ from: started_at.slice(0, 10), to: ended_at.slice(0, 10) });
  search.append('filter', `session_id~is~${id}`);
  return { pathname: '/events', search: search.toString() };
}
