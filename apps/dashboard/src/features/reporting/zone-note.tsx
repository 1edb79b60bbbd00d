import { useApi } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

/** By which clock a page without a range shows its times. */
export function ZoneNote() {
  const { t } = useI18n();
  const { timezone } = useApi().project;
  return <span className="muted">{t('range.zone', { zone: timezone })}</span>;
}
