import { Link, useLocation } from 'react-router';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

/** Leads to the person; a device that nobody signed in on has no page. */
export function PersonLink({ id, name }: { readonly id: string; readonly name?: string }) {
  const { t } = useI18n();
  const { search } = useLocation();
  if (id === '') return <span className="muted">{t('list.anonymous')}</span>;
  return <Link to={{ pathname: `/users/${encodeURIComponent(id)}`, search }}>{name || id}</Link>;
}

export function placeOf(row: { country: string; city: string }, country: (code: string) => string): string {
  return [row.city, row.country && country(row.country)].filter(Boolean).join(', ');
}
