import { Link, useLocation } from 'react-router';
import { usePersonName } from '../../api/use-person-name.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

/** Leads to the person, under their name where they have one; a device that nobody signed in on has no page. */
export function PersonLink({ id, name }: { readonly id: string; readonly name?: string }) {
  const { t } = useI18n();
  const { search } = useLocation();
  const personName = usePersonName(id, id !== '' && name === undefined);
  if (id === '') return <span className="muted">{t('list.anonymous')}</span>;
  return (
    <Link to={{ pathname: `/users/${encodeURIComponent(id)}`, search: ownSearch(search) }} title={id}>
      {name ?? personName ?? id}
    </Link>
  );
}

const carried = ['range', 'from', 'to', 'compare', 'filter', 'search', 'embed', 'theme', 'lang'];

/** What of an address does not belong to one report alone. */
function ownSearch(search: string): string {
  const next = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(search)) {
    if (carried.includes(key)) next.append(key, value);
  }
  return next.toString();
}

export function placeOf(row: { country: string; city: string }, country: (code: string) => string): string {
  return [row.city, row.country && country(row.country)].filter(Boolean).join(', ');
}
