import { Link } from 'react-router';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import './live-pill.css';

const refreshMs = 10_000;

/** How many people are here now. */
export function LivePill() {
  const { t, format } = useI18n();
  const { data } = useReport('live', { limit: 1 }, { refreshMs });
  if (!data) return null;
  const { count } = data.data;
  return (
    <Link to="/live" className={`live-pill ${count > 0 ? 'live-pill--on' : ''}`}>
      <span className="live-pill__dot" aria-hidden="true" />
      {t('overview.live', { count: format.exact(count) })}
    </Link>
  );
}
