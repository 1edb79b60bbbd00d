import { Dialog } from '@base-ui/react/dialog';
import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';

/** An event's name, which opens all that is known of it. */
export function EventDetails({ event }: { readonly event: EventItem }) {
  const { t, format } = useI18n();
  return (
    <Dialog.Root>
      <Dialog.Trigger className="link-button" aria-label={t('list.details', { value: event.name })}>
        {event.name}
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <div className="dialog__head">
            <div>
              <Dialog.Title>{event.name}</Dialog.Title>
              <span className="muted">{format.time(event.timestamp)}</span>
            </div>
            <Dialog.Close className="button button--plain button--icon" aria-label={t('table.close')}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <EventFields event={event} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function EventFields({ event }: { readonly event: EventItem }) {
  const { t, format } = useI18n();
  const { properties, groups, timestamp: _timestamp, name, ...columns } = event;
  const known = Object.entries(columns).filter(([, value]) => value !== '' && value !== 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" aria-label={name} tabIndex={0}>
      <h3>{t('list.properties')}</h3>
      {Object.keys(properties).length === 0 && <p className="muted">{t('list.noProperties')}</p>}
      <table className="table detail-table">
        <tbody>
          {Object.entries(properties).map(([key, value]) => (
            <tr key={`properties.${key}`}>
              <th scope="row">{key}</th>
              <td>{String(value)}</td>
            </tr>
          ))}
          {groups.length > 0 && (
            <tr>
              <th scope="row">{t('users.groups')}</th>
              <td>{format.list(groups)}</td>
            </tr>
          )}
          {known.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">{fieldLabel(key, t)}</th>
              <td>{valueLabel(key, String(value), t, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
