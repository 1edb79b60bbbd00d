import { Dialog } from '@base-ui/react/dialog';
import { lazy, Suspense } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { usePanel } from '../../ui/use-dialog.ts';
import { pageOf } from './saved-view.ts';
import { useSavedReports } from './use-saved-reports.ts';

const SavedReportsPanel = lazy(async () => ({
  default: (await import('./saved-reports-panel.tsx')).SavedReportsPanel,
}));

/** Opens what is saved, and saves what is shown. Names the saved report that the page came from. */
export function SavedReportsButton() {
  const { t } = useI18n();
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  const { isOpen, setOpen } = usePanel('saved-reports');
  const savedId = search.get('saved');
  const { list } = useSavedReports({ enabled: savedId !== null });
  const opened = list.data?.find(({ id }) => id === savedId);
  const page = pageOf(pathname);
  if (page === undefined) return null;
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger
        className="button saved-button"
        aria-label={opened ? `${t('saved.title')}: ${opened.name}` : t('saved.title')}
      >
        <Icon name="bookmark" />
        <span className="saved-button__name">{opened?.name ?? t('saved.button')}</span>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog saved">
          <div className="dialog__head">
            <Dialog.Title>{t('saved.title')}</Dialog.Title>
            <Dialog.Close className="button button--plain button--icon" aria-label={t('table.close')}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <Suspense fallback={<SkeletonRows count={4} />}>
            <SavedReportsPanel page={page} openedId={savedId} />
          </Suspense>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
