import { useEffect, useLayoutEffect } from 'react';
import { useI18n } from './i18n/i18n-context.tsx';

/** Names the page in the browser's tab and history. */
export function useTitle(page: string): void {
  const { t } = useI18n();
  const app = t('app.title');
  // Before the effect of a page that says more.
  useLayoutEffect(() => {
    document.title = `${page} · ${app}`;
    return () => {
      document.title = app;
    };
  }, [page, app]);
}

/** Puts a part of a page, such as a tab or whom it is about, before the page's name. */
export function useTitlePart(part: string, page: string): void {
  const { t } = useI18n();
  const app = t('app.title');
  useEffect(() => {
    document.title = `${part} · ${page} · ${app}`;
    return () => {
      document.title = `${page} · ${app}`;
    };
  }, [part, page, app]);
}
