import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { canonical } from '../canonical.ts';
import { channelsField } from '../channels-field.tsx';
import { listOf, type Values } from '../fields.tsx';
import { Form } from '../form.tsx';
import { useSend } from '../use-things.ts';
import { type Alert, conditionOf, valuesOf } from './alert.ts';
import { conditionFields, watchFields } from './alert-fields.ts';
import { type Named, type Saved, useWatched } from './use-watched.ts';

export interface AlertFormProps {
  /** Undefined for a new one. */
  readonly alert: Alert | undefined;
  readonly reports: readonly Saved[];
  readonly segments: readonly Named[];
  readonly channels: readonly Named[];
  readonly onDone: () => void;
}

/** An alert on any saved report with figures, or on the size of a segment. */
export function AlertForm({ alert, reports, segments, channels, onDone }: AlertFormProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const send = useSend();
  const watched = useWatched(reports, segments);
  const initial = { ...initialOf(alert), ...(alert && watched.valuesOf(alert.watch)) };
  if (watched.sources.length === 0) return <p className="muted">{m('alerts.noSources')}</p>;
  return (
    <Form
      initial={initial}
      action={t('saved.save')}
      fields={(values) => [
        { kind: 'text', name: 'name', label: t('saved.name'), isRequired: true, maxLength: 255 },
        watched.field,
        ...watchFields(watched.reportIn(values), t, m),
        ...conditionFields(values, m),
        channelsField(channels, m('alerts.channels')),
      ]}
      onSubmit={async (values) => {
        const { name, interval } = values;
        const definition = { watch: watched.watchIn(values), interval, condition: conditionOf(values) };
        const told = listOf(values.channels);
        if (alert) {
          // What stays as it is is not sent: another definition begins without a history.
          const before = { watch: alert.watch, interval: alert.interval, condition: alert.condition };
          const isOther = canonical(definition) !== canonical(before);
          const body = { name, channels: told, ...(isOther && definition) };
          await send.mutateAsync({ method: 'PATCH', path: `alerts/${alert.id}`, body });
        } else {
          const body = { name, channels: told, ...definition };
          await send.mutateAsync({ method: 'POST', path: 'alerts', body });
        }
        onDone();
      }}
    />
  );
}

function initialOf(alert: Alert | undefined): Values {
  if (!alert) return { name: '', interval: 'hour', channels: '', ...valuesOf(undefined) };
  const { name, interval, condition, channels } = alert;
  return { name, interval, channels: channels.join(','), ...valuesOf(condition) };
}
