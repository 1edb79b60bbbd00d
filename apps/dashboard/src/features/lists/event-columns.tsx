import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { valueLabel } from '../reporting/values.ts';
import { EventDetails } from './event-details.tsx';
import { PersonLink, placeOf } from './person-link.tsx';
import type { RowsColumn } from './rows-column.ts';

/** The columns of a list of events. */
export function useEventColumns(): RowsColumn<EventItem>[] {
  const { t, format } = useI18n();
  return [
    {
      label: t('list.time'),
      cell: (event) => format.time(event.timestamp),
      text: (event) => event.timestamp,
    },
    { label: t('field.name'), cell: (event) => <EventDetails event={event} />, text: (event) => event.name },
    { label: t('field.path'), cell: (event) => event.path },
    { label: t('list.person'), cell: (event) => <PersonLink id={event.profile_id} /> },
    { label: t('list.place'), cell: (event) => placeOf(event, format.country) },
    {
      label: t('field.device'),
      cell: (event) =>
        [event.browser, event.os, valueLabel('device', event.device, t, format)]
          .filter((part) => part !== '')
          .join(' · '),
    },
  ];
}
