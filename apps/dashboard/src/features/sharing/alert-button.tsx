import { lazy, Suspense } from 'react';
import { useLocation } from 'react-router';
import { useMayChange } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { PageDialog } from '../../ui/page-dialog.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { useDialog } from '../../ui/use-dialog.ts';
import { pageOf } from '../saved-reports/saved-view.ts';

const AlertReport = lazy(async () => ({
  default: (await import('../settings/alerts/alert-report.tsx')).AlertReport,
}));

/** The pages that show figures. */
const watchable = [
  'overview',
  'explore',
  'funnels',
  'retention',
  'monetization',
  'versions',
  'active-users',
] as const;

/** Makes an alert on what the page shows, for those who may change the project. */
export function AlertButton() {
  const { t } = useI18n();
  const dialog = useDialog();
  const mayChange = useMayChange();
  const here = pageOf(useLocation().pathname);
  const page = watchable.find((name) => name === here);
  if (!mayChange || !page) return null;
  return (
    <>
      <button type="button" className="button" onClick={() => dialog.show('alert')}>
        <Icon name="alerts" />
        {t('alerts.me')}
      </button>
      <PageDialog title={t('alerts.me')} isOpen={dialog.open === 'alert'} onClose={dialog.close}>
        <Suspense fallback={<SkeletonRows count={5} />}>
          <AlertReport page={page} />
        </Suspense>
      </PageDialog>
    </>
  );
}
