import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { channelsField } from '../channels-field.tsx';
import { type Field, listOf, type Values } from '../fields.tsx';
import { Form } from '../form.tsx';
import { useSend } from '../use-things.ts';
import { type Alert, conditionOf, valuesOf, type Watch } from './alert.ts';
import { conditionFields, watchFields } from './alert-fields.ts';
import { figuresOf, type Watchable } from './figures.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export type Saved = Named & Watchable;

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
  const sources = [
    ...reports
      .filter((report) => figuresOf(report, t, m).length > 0)
      .map(({ id, name }) => ({ value: `report:${id}`, label: name })),
    ...segments.map(({ id, name }) => ({ value: `segment:${id}`, label: m('alerts.segment', { name }) })),
  ];
  const watchedBy = ({ source = sources[0]?.value }: Values): Watchable => {
    const report = reports.find(({ id }) => source === `report:${id}`);
    return report ?? { report: 'segment', query: {} };
  };
  const source: Field = {
    ...{ kind: 'choice', name: 'source', label: m('alerts.source'), options: sources, at: ['watch'] },
  };
  const initial = initialOf(alert);
  if (sources.length === 0) return <p className="muted">{m('alerts.noSources')}</p>;
  return (
    <Form
      initial={initial}
      action={t('saved.save')}
      fields={(values) => [
        { kind: 'text', name: 'name', label: t('saved.name'), isRequired: true, maxLength: 255 },
        source,
        ...watchFields(watchedBy(values), t, m),
        ...conditionFields(values, m),
        channelsField(channels, m('alerts.channels')),
      ]}
      onSubmit={async (values) => {
        const { name, interval } = values;
        const definition = { watch: watchIn(values), interval, condition: conditionOf(values) };
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
  const { name, watch, interval, condition, channels } = alert;
  const watched: Values =
    'segmentId' in watch
      ? { source: `segment:${watch.segmentId}` }
      : { source: `report:${watch.savedReportId}`, figure: watch.figure };
  return { name, interval, channels: channels.join(','), ...watched, ...valuesOf(condition) };
}

function watchIn({ source = '', figure = '' }: Values): Watch {
  const [kind, id = ''] = source.split(':');
  return kind === 'segment' ? { segmentId: id } : { savedReportId: id, figure };
}

/** The same text for the same content, in whatever order its keys stand. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${key}:${canonical(one)}`).join()}}`;
}
