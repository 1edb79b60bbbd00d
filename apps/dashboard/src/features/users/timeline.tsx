import { useReportRows } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { EventDetails } from '../lists/event-details.tsx';
import { placeOf } from '../lists/person-link.tsx';
import '../lists/rows-card.css';
import { valueLabel } from '../reporting/values.ts';
import { propertiesLine, type SessionOnDay, timelineOf } from './timeline-groups.ts';

/** All that a person did, newest first, by day and session. */
export function Timeline({ id }: { readonly id: string }) {
  const { t, format } = useI18n();
  // All there is: the range of the lists is not this person's.
  const result = useReportRows('profiles/:id/activity', { id, startDate: '1970-01-01', limit: 50 });
  const events = result.data?.pages.flatMap((page) => page.data);
  return (
    <section className="card card--plain" aria-label={t('users.timeline')} aria-busy={result.isFetching}>
      <div className="card__body">
        {result.error && !events && <ErrorState error={result.error} retry={() => void result.refetch()} />}
        {!result.error && !events && <SkeletonRows count={12} />}
        {events?.length === 0 && <EmptyState>{t('state.empty')}</EmptyState>}
        {events &&
          timelineOf(events).map(({ day, sessions }) => (
            <section key={day} className="timeline__day" aria-label={format.day(day)}>
              <h2>{format.day(day)}</h2>
              {sessions.map((session) => (
                <Session key={session.events[0].id} session={session} />
              ))}
            </section>
          ))}
        {events && events.length > 0 && (
          <div className="rows__foot">
            <span className="muted">{t('table.rows', { count: format.exact(events.length) })}</span>
            {result.hasNextPage && (
              <button
                type="button"
                className="button"
                disabled={result.isFetchingNextPage}
                onClick={() => void result.fetchNextPage()}
              >
                {t('table.more')}
              </button>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

function Session({ session }: { readonly session: SessionOnDay }) {
  const { t, format } = useI18n();
  const [last] = session.events;
  const first = session.events.at(-1) ?? last;
  const clockOf = (timestamp: string) => timestamp.slice(11, 19);
  const about = [
    `${clockOf(first.timestamp)} – ${clockOf(last.timestamp)}`,
    placeOf(last, format.country),
    [last.browser, last.os].filter((part) => part !== '').join(' · '),
    last.channel && valueLabel('channel', last.channel, t, format),
  ];
  return (
    <table className="table timeline__session">
      <caption className="muted">
        {session.id !== '' && `${t('users.session')} `}
        {about.filter((part) => part !== '').join(' · ')}
      </caption>
      <tbody>
        {session.events.map((event) => (
          <tr key={event.id}>
            <td className="number timeline__time">{clockOf(event.timestamp)}</td>
            <th scope="row">
              <EventDetails event={event} />
            </th>
            <td className="timeline__properties">{propertiesLine(event)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
