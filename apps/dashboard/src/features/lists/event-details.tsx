import { Dialog } from '@base-ui/react/dialog';
import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { useApi, useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useDialog } from '../../ui/use-dialog.ts';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { PersonLink } from './person-link.tsx';

/** An event's name, which opens all that is known of it. */
export function EventDetails({ event }: { readonly event: EventItem }) {
  const { t, format } = useI18n();
  const dialog = useDialog();
  const name = `event:${event.id}`;
  return (
    <Dialog.Root
      open={dialog.open === name}
      onOpenChange={(isOpen) => (isOpen ? dialog.show(name) : dialog.close())}
    >
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
  const { t } = useI18n();
  const properties = Object.entries(event.properties);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-scroll" aria-label={event.name} tabIndex={0}>
      <h3 className="detail-head">{t('list.properties')}</h3>
      {properties.length === 0 && <p className="muted">{t('list.noProperties')}</p>}
      <table className="table detail-table">
        <tbody>
          {properties.map(([key, value]) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{String(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3 className="detail-head">{t('list.about')}</h3>
      <AboutEvent event={event} />
    </section>
  );
}

/** What every event has, where it is known: who and what first, the ids last. */
function AboutEvent({ event }: { readonly event: EventItem }) {
  const { t, format } = useI18n();
  const { id, device_id, session_id, profile_id, groups, revenue, currency, created_at, ...columns } = event;
  const { project } = useApi();
  const { properties: _properties, timestamp: _timestamp, name: _name, ...facts } = columns;
  const entries = Object.entries(facts).filter(([, value]) => value !== '');
  const labels: Readonly<Record<string, string>> = { title: t('list.title'), origin: t('list.origin') };
  return (
    <table className="table detail-table">
      <tbody>
        <tr>
          <th scope="row">{t('list.person')}</th>
          <td>
            <PersonLink id={profile_id} />
          </td>
        </tr>
        {groups.length > 0 && (
          <tr>
            <th scope="row">{t('users.groups')}</th>
            <GroupsCell event={event} />
          </tr>
        )}
        {revenue !== 0 && (
          <Fact
            label={t('metric.revenue')}
            value={format.exactMoney(revenue, currency || project.currency)}
          />
        )}
        {entries.map(([key, value]) => (
          <Fact
            key={key}
            label={labels[key] ?? fieldLabel(key, t)}
            value={valueLabel(key, value, t, format)}
          />
        ))}
        <Fact label={t('list.received')} value={format.time(created_at)} />
        <Fact label={t('list.device')} value={device_id} />
        <Fact label={t('list.session')} value={session_id} />
        <Fact label={t('list.id')} value={id} />
      </tbody>
    </table>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{value}</td>
    </tr>
  );
}

/** The groups by the names that the person's profile has of them; by their ids where it has none. */
function GroupsCell({ event: { groups, profile_id: id } }: { readonly event: EventItem }) {
  const { format } = useI18n();
  const { data } = useReport('profiles', { ids: [id], limit: 1 }, { enabled: id !== '' });
  const names = data?.data[0]?.group_names ?? {};
  return <td title={format.list(groups)}>{format.list(groups.map((group) => names[group] ?? group))}</td>;
}
