import { useMemo } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

/** An instant (ISO 8601) as the clock of the project's zone shows it. */
export function useZoned(): (instant: string) => string {
  const { locale } = useI18n();
  const { timezone } = useApi().project;
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, {
      timeZone: timezone,
      dateStyle: 'medium',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
    return (instant) => format.format(new Date(instant));
  }, [locale, timezone]);
}
