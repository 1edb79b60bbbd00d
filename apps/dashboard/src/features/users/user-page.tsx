import type { AnswerMoney, ProfileData } from '@gatrix/analytics-protocol/insights';
import { Link, useLocation, useParams } from 'react-router';
import { useReport } from '../../api/api-context.tsx';
import { ApiError } from '../../api/http.ts';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useTitlePart } from '../../ui/use-title.ts';
import { MoneyNote } from '../reporting/money-note.tsx';
import '../reporting/report-bar.css';
import '../reporting/split.css';
import { ZoneNote } from '../reporting/zone-note.tsx';
import { ErasePerson } from './erase-person.tsx';
import { Timeline } from './timeline.tsx';
import { groupsOf, nameOf } from './users-page.tsx';
import './users.css';

/** One person: who they are, and all they did. */
export function Page() {
  const { t } = useI18n();
  const { search } = useLocation();
  const { id = '' } = useParams();
  const profile = useReport('profiles/:id', { id });
  useTitlePart(profile.data ? nameOf(profile.data.data) : id, t('nav.users'));
  const back = (
    <Link className="button" to={{ pathname: '/users', search }}>
      {t('users.back')}
    </Link>
  );
  if (profile.error) {
    const isUnknown = profile.error instanceof ApiError && profile.error.status === 404;
    if (isUnknown) {
      return (
        <>
          <h1>{id}</h1>
          <EmptyState action={back}>{t('users.unknown')}</EmptyState>
        </>
      );
    }
    return <ErrorState error={profile.error} retry={() => void profile.refetch()} />;
  }
  const data = profile.data?.data;
  if (!data) return <Skeleton height={300} />;
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{nameOf(data)}</h1>
          {data.email !== nameOf(data) && <span className="muted">{data.email}</span>}
          <ZoneNote />
        </div>
        <div className="report-bar__tools">
          <ErasePerson id={data.id} name={nameOf(data)} />
          {back}
        </div>
      </header>
      <div className="split">
        <Facts profile={data} noted={profile.data?.meta.money} />
        <Timeline id={id} />
      </div>
    </>
  );
}

interface FactsProps {
  readonly profile: ProfileData;
  readonly noted: AnswerMoney | undefined;
}

function Facts({ profile, noted }: FactsProps) {
  const { t, format } = useI18n();
  const money = useMoney();
  const facts: readonly (readonly [label: string, value: string])[] = [
    [t('users.id'), profile.id],
    [t('users.lastSeen'), format.time(profile.last_seen_at)],
    [t('users.firstSeen'), format.time(profile.first_seen_at)],
    [t('metric.events'), format.exact(profile.total_events)],
    [t('metric.sessions'), format.exact(profile.total_sessions)],
    [t('metric.revenue'), money.exact(profile.total_revenue)],
    [t('users.aliases'), format.list(profile.aliases)],
    [t('users.groups'), format.list(groupsOf(profile))],
    [t('users.devices'), format.list(profile.device_ids)],
    ...Object.entries(profile.properties).map(([key, value]) => [key, String(value)] as const),
  ];
  return (
    <section className="card card--plain" aria-label={t('users.profile')}>
      <dl className="card__body profile-facts">
        {facts
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <MoneyNote money={noted} />
    </section>
  );
}
