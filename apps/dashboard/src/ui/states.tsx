import type { ReactNode } from 'react';
import { useI18n } from './i18n/i18n-context.tsx';
import { reasonOf } from './reason.ts';

/** Grey rows where rows will be. */
export function SkeletonRows({ count }: { readonly count: number }) {
  const { t } = useI18n();
  return (
    <div className="skeleton-rows" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: count }, (_, row) => (
        <div key={row} className="skeleton" />
      ))}
    </div>
  );
}

export function Skeleton({ height }: { readonly height: number }) {
  const { t } = useI18n();
  return <div className="skeleton" style={{ height }} role="status" aria-label={t('state.loading')} />;
}

/** What is not there, and what to do next. */
export function EmptyState({
  children,
  action,
}: {
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="state">
      <p>{children}</p>
      {action}
    </div>
  );
}

/** What happened, in the reader's language where it is known, and a way to try again. */
export function ErrorState({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { t } = useI18n();
  return (
    <div className="state" role="alert">
      <p className="state__title">{t('state.failed')}</p>
      <p>{reasonOf(error, t)}</p>
      <button type="button" className="button" onClick={retry}>
        {t('state.retry')}
      </button>
    </div>
  );
}
