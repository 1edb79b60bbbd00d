import { lazy, Suspense } from 'react';
import { useLocation } from 'react-router';
import { useMayChange } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { PageDialog } from '../../ui/page-dialog.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { useDialog } from '../../ui/use-dialog.ts';
import { pageOf } from '../saved-reports/saved-view.ts';

const ShareReport = lazy(async () => ({
  default: (await import('../settings/share-links/share-report.tsx')).ShareReport,
}));
const ShareBoard = lazy(async () => ({
  default: (await import('../settings/share-links/share-report.tsx')).ShareBoard,
}));

/** Lists of events and people cannot be shared. */
const shareable = [
  'overview',
  'explore',
  'funnels',
  'retention',
  'flows',
  'monetization',
  'versions',
  'active-users',
] as const;

/** Makes a link to what is shown, for those who may change the project: to a board where one is given, else to the page's report. */
export function ShareButton({ board }: { readonly board?: { readonly id: string; readonly name: string } }) {
  const { t } = useI18n();
  const dialog = useDialog();
  const mayChange = useMayChange();
  const here = pageOf(useLocation().pathname);
  const page = shareable.find((name) => name === here);
  if (!mayChange || (!board && !page)) return null;
  return (
    <>
      <button type="button" className="button" onClick={() => dialog.show('share')}>
        <Icon name="share" />
        {t('share.button')}
      </button>
      <PageDialog title={t('share.title')} isOpen={dialog.open === 'share'} onClose={dialog.close}>
        <Suspense fallback={<SkeletonRows count={4} />}>
          {board ? <ShareBoard {...board} /> : page && <ShareReport page={page} />}
        </Suspense>
      </PageDialog>
    </>
  );
}
