import { Link } from 'react-router';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useLive } from '../live/use-live.ts';
import { useReporting } from '../reporting/reporting-context.tsx';
import './live-pill.css';
import { useTurn } from './use-turn.ts';

const refreshMs = 10_000;

/** How many people are here now. It does not hold up the figures and cards: it is asked when they are answered. */
export function LivePill() {
  const { t, format } = useI18n();
  const { query } = useReporting();
  const isTurn = useTurn(true, query);
  const { data, error } = useLive(1, refreshMs, isTurn);
  if (!data) return null;
  const count = data.data.active_users;
  // A number that is no longer refreshed is not what is now.
  const isOn = count > 0 && !error;
  return (
    <Link to="/live" className={`live-pill ${isOn ? 'live-pill--on' : ''}`}>
      <span className="live-pill__dot" aria-hidden="true" />
      {error ? t('live.stale') : t('overview.live', { count: format.exact(count) })}
    </Link>
  );
}
