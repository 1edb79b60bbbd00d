import { Link, useRouteError } from 'react-router';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';

export function NotFoundPage() {
  const { t } = useI18n();
  return (
    <>
      <h1 className="visually-hidden">{t('app.notFound')}</h1>
      <EmptyState
        action={
          <Link className="button" to="/">
            {t('app.toOverview')}
          </Link>
        }
      >
        {t('app.notFound')}
      </EmptyState>
    </>
  );
}

/** What a page threw; also a page's script that is gone after an upgrade, which loading again brings. */
export function RouteProblem() {
  return <ErrorState error={useRouteError()} retry={() => window.location.reload()} />;
}
