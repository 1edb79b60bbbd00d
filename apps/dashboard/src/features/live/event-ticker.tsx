import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { useEffect, useState } from 'react';
import { useApi, useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { EventDetails } from '../lists/event-details.tsx';
import { PersonLink, placeOf } from '../lists/person-link.tsx';
import '../lists/rows-card.css';
import { useProjectChoice } from '../session/project-choice.ts';

const shownEvents = 30;
/** What happened shortly before the page was opened stands there at once. */
const shownBefore = 15;
const lookBackMs = 30 * 60_000;
/** The server says with each second's events whether they are all. */
const sampledForMs = 5_000;

/** Events in the moment they are stored, the newest on top. */
export function EventTicker() {
  const { t, format } = useI18n();
  const { isEmbedded } = useProjectChoice();
  const { events, isInterrupted, sampledOf } = useEventStream(!isEmbedded);
  // A stream of the browser's carries the session's cookie, and no token of a framing page.
  if (isEmbedded) return null;
  return (
    <section className="card" aria-label={t('live.ticker')}>
      <div className="card__head">
        <h2>{t('live.ticker')}</h2>
        {isInterrupted ? (
          <span className="muted">{t('live.tickerOff')}</span>
        ) : (
          sampledOf !== undefined && (
            <span className="muted">{t('live.sampled', { count: format.exact(sampledOf) })}</span>
          )
        )}
      </div>
      <div className="card__body">
        {events.length === 0 ? (
          <EmptyState>{t('live.tickerWaiting')}</EmptyState>
        ) : (
          <div className="rows">
            <table className="table">
              <thead className="visually-hidden">
                <tr>
                  <th scope="col">{t('list.time')}</th>
                  <th scope="col">{t('field.name')}</th>
                  <th scope="col">{t('field.path')}</th>
                  <th scope="col">{t('list.person')}</th>
                  <th scope="col">{t('list.place')}</th>
                </tr>
              </thead>
              <tbody>
                {events.map((event) => (
                  <tr key={event.id}>
                    <td>{format.time(event.timestamp)}</td>
                    <td>
                      <EventDetails event={event} />
                    </td>
                    <td title={event.path}>{event.path}</td>
                    <td>
                      <PersonLink id={event.profile_id} />
                    </td>
                    <td>{placeOf(event, format.country)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}

function useEventStream(isOn: boolean) {
  const { project } = useApi();
  const [events, setEvents] = useState<readonly EventItem[]>([]);
  const [since] = useState(() => Date.now() - lookBackMs);
  const before = useReport('activity', { startDate: new Date(since).toISOString(), limit: shownBefore });
  const [isInterrupted, setIsInterrupted] = useState(false);
  /** Where more events come than are told: of how many those that were told are the newest. */
  const [sampledOf, setSampledOf] = useState<number>();
  useEffect(() => {
    if (!isOn) return;
    const source = new EventSource(
      new URL(`insights/${encodeURIComponent(project.id)}/live/stream`, document.baseURI),
    );
    source.onopen = () => setIsInterrupted(false);
    source.onerror = () => setIsInterrupted(true);
    // Two hundred may come at once: they are drawn together.
    let fresh: readonly EventItem[] = [];
    let frame: number | undefined;
    const draw = () => {
      const [drawn, ids] = [fresh, new Set(fresh.map(({ id }) => id))];
      setEvents((before) => [...drawn, ...before.filter(({ id }) => !ids.has(id))].slice(0, shownEvents));
      [fresh, frame] = [[], undefined];
    };
    source.addEventListener('event', ({ data }: MessageEvent<string>) => {
      fresh = [JSON.parse(data), ...fresh].slice(0, shownEvents);
      frame ??= requestAnimationFrame(draw);
    });
    let untilAll: number | undefined;
    source.addEventListener('sampled', ({ data }: MessageEvent<string>) => {
      setSampledOf(JSON.parse(data).of);
      clearTimeout(untilAll);
      untilAll = window.setTimeout(() => setSampledOf(undefined), sampledForMs);
    });
    return () => {
      source.close();
      clearTimeout(untilAll);
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [isOn, project.id]);
  const ids = new Set(events.map(({ id }) => id));
  const older = (before.data?.data ?? []).filter(({ id }) => !ids.has(id));
  return { events: [...events, ...older].slice(0, shownEvents), isInterrupted, sampledOf };
}
