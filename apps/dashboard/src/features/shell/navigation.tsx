import { NavLink, useLocation } from 'react-router';
import { useMay } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';

const entries = [
  { to: '/', name: 'overview' },
  { to: '/boards', name: 'boards' },
  { to: '/live', name: 'live' },
  { to: '/explore', name: 'explore' },
  { to: '/funnels', name: 'funnels' },
  { to: '/active-users', name: 'activeUsers' },
  { to: '/retention', name: 'retention' },
  { to: '/flows', name: 'flows' },
  { to: '/users', name: 'users' },
  { to: '/segments', name: 'segments' },
  { to: '/sessions', name: 'sessions' },
  { to: '/events', name: 'events' },
  { to: '/monetization', name: 'monetization' },
  { to: '/versions', name: 'versions' },
  { to: '/alerts', name: 'alerts' },
  { to: '/ingest-health', name: 'health' },
  { to: '/set-up', name: 'setUp' },
  { to: '/settings', name: 'settings' },
] as const satisfies readonly { readonly to: string; readonly name: IconName }[];

/** The entry that a path belongs to. */
export function entryOf(pathname: string): (typeof entries)[number]['name'] | undefined {
  return entries.find(({ to }) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`)))?.name;
}

/** Links between the pages; range, comparison and filters go along. A page takes the place of the menu that led to it. */
export function Navigation({ isInMenu = false }: { readonly isInMenu?: boolean }) {
  const { t } = useI18n();
  const search = carriedSearch(useLocation().search);
  const maySee = useMay('viewer');
  return (
    <nav className="navigation" aria-label={t('nav.label')}>
      {entries
        .filter(({ to }) => maySee || to !== '/settings')
        .map(({ to, name }) => (
          <NavLink
            key={to}
            to={{ pathname: to, search }}
            end={to === '/'}
            className="navigation__link"
            replace={isInMenu}
          >
            <Icon name={name} size={18} />
            {t(`nav.${name}`)}
          </NavLink>
        ))}
    </nav>
  );
}

const carried = ['range', 'from', 'to', 'compare', 'filter'];

function carriedSearch(search: string): string {
  const next = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(search)) if (carried.includes(key)) next.append(key, value);
  return next.toString();
}
