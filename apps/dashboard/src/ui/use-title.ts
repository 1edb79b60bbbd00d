import { useEffect } from 'react';
import { useI18n } from './i18n/i18n-context.tsx';

/** Names the page in the browser's tab and history. */
export function useTitle(page: string): void {
  const { t } = useI18n();
  const app = t('app.title');
  useEffect(() => {
    document.title = `${page} · ${app}`;
    return () => {
      document.title = app;
    };
  }, [page, app]);
}
