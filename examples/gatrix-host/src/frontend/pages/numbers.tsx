import { useAnalytics } from '@gatrix/analytics-sdk/react';
import { useCallback, useEffect, useState } from 'react';
import { type Numbers as AllNumbers, readNumbers, watchLive } from '../reports.ts';
import { useSession } from '../session.tsx';

/** What was recorded, read back with the host's own token; who is online, as the server pushes it. */
export function Numbers() {
  const token = useSession().signedIn?.token;
  const analytics = useAnalytics();
  const [numbers, setNumbers] = useState<AllNumbers>();
  const [online, setOnline] = useState<number>();
  const [problem, setProblem] = useState('');

  const refresh = useCallback(async () => {
    if (!token) return;
    try {
      await analytics.flush();
      setNumbers(await readNumbers(token));
      setProblem('');
    } catch (error) {
      setNumbers(undefined);
      setProblem(String(error instanceof Error ? error.message : error));
    }
  }, [analytics, token]);

  useEffect(() => {
    if (!token) return;
    const stop = new AbortController();
    void refresh();
    watchLive(token, setOnline, stop.signal).catch((error: Error) => {
      if (!stop.signal.aborted) setProblem(error.message);
    });
    return () => stop.abort();
  }, [token, refresh]);

  return (
    <>
      <div className="title">
        <h1>Numbers</h1>
        {token && (
          <button type="button" className="quiet" onClick={refresh}>
            Refresh
          </button>
        )}
      </div>
      {!token && <p className="note">Sign in to see what was recorded. The reports ask who you are.</p>}
      {token && problem && (
        <p className="note" role="alert">
          {problem}
        </p>
      )}
      {token && numbers && <Figures numbers={numbers} online={online} />}
    </>
  );
}

function Figures({ numbers, online }: { readonly numbers: AllNumbers; readonly online: number | undefined }) {
  const { metrics, names, events } = numbers;
  const figures = [
    ['Online now', online ?? '…'],
    ['Visitors', metrics.unique_visitors],
    ['Page views', metrics.total_screen_views],
    ['Events', metrics.total_events],
    ['Revenue', `$${metrics.total_revenue.toFixed(2)}`],
  ] as const;
  return (
    <>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section className="tables">
        <table aria-label="Events by name">
          <thead>
            <tr>
              <th>Event</th>
              <th>Count</th>
            </tr>
          </thead>
          <tbody>
            {names.map(({ name, count }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table aria-label="Latest events">
          <thead>
            <tr>
              <th>When</th>
              <th>Event</th>
              <th>Who</th>
              <th>Path</th>
            </tr>
          </thead>
          <tbody>
            {events.slice(0, 12).map(({ id, timestamp, name, profile_id, path }) => (
              <tr key={id}>
                <td>{timestamp.slice(11, 19)}</td>
                <td>{name}</td>
                <td>{profile_id || '–'}</td>
                <td>{path}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
