import { useI18n } from './i18n/i18n-context.tsx';

export function Brand() {
  const { t } = useI18n();
  return (
    <span className="brand">
      <svg aria-hidden="true" width="26" height="26" viewBox="0 0 32 32">
        <rect width="32" height="32" rx="8" fill="#6C5FC7" />
        <path d="M9 23v-6m7 6V9m7 14v-9" stroke="#fff" strokeWidth="4" strokeLinecap="round" />
      </svg>
      {t('app.title')}
    </span>
  );
}
