import { useApi } from '../../../api/api-context.tsx';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { figuresOf } from '../alerts/figures.ts';
import type { Named, Saved } from '../alerts/use-watched.ts';
import { canonical } from '../canonical.ts';
import { channelsField } from '../channels-field.tsx';
import { type Field, listOf, type Values } from '../fields.tsx';
import { Form } from '../form.tsx';
import { useSend } from '../use-things.ts';
import { type Digest, scheduleOf, sourceOf, valuesOf, weekdays } from './digest.ts';

export interface DigestFormProps {
  /** Undefined for a new one. */
  readonly digest: Digest | undefined;
  readonly boards: readonly Named[];
  readonly reports: readonly Saved[];
  readonly channels: readonly Named[];
  readonly onDone: () => void;
}

/** What is sent, when by the project's clock, and to whom. */
export function DigestForm({ digest, boards, reports, channels, onDone }: DigestFormProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const { timezone } = useApi().project;
  const send = useSend();
  const scheduleFields = useScheduleFields();
  const sources = [
    ...boards.map(({ id, name }) => ({ value: `board:${id}`, label: m('links.ofBoard', { name }) })),
    ...reports
      .filter((report) => figuresOf(report, t, m).length > 0)
      .map(({ id, name }) => ({ value: `report:${id}`, label: name })),
  ];
  if (sources.length === 0) return <p className="muted">{m('digests.noSources')}</p>;
  return (
    <Form
      initial={valuesOf(digest)}
      action={t('saved.save')}
      fields={(values) => [
        { kind: 'text', name: 'name', label: t('saved.name'), isRequired: true, maxLength: 255 },
        { kind: 'choice', name: 'source', label: m('digests.source'), options: sources },
        ...scheduleFields(values, timezone),
        channelsField(channels, m('alerts.channels')),
      ]}
      onSubmit={async (values) => {
        const { name, channels: told } = values;
        const [source, schedule] = [sourceOf(values), scheduleOf(values)];
        const body = { name, channels: listOf(told) };
        if (digest) {
          // A schedule that is sent begins anew.
          const isOther = (after: object, before: object) => canonical(after) !== canonical(before);
          const changed = {
            ...(isOther(source, digest.source) && { source }),
            ...(isOther(schedule, digest.schedule) && { schedule }),
          };
          const path = `digests/${digest.id}` as const;
          await send.mutateAsync({ method: 'PATCH', path, body: { ...body, ...changed } });
        } else {
          await send.mutateAsync({ method: 'POST', path: 'digests', body: { ...body, source, schedule } });
        }
        onDone();
      }}
    />
  );
}

function useScheduleFields() {
  const { locale } = useI18n();
  const m = useManageTexts();
  return ({ every }: Values, zone: string): Field[] => [
    {
      ...{ kind: 'choice', name: 'every', label: m('digests.every'), at: ['schedule.every'] },
      options: (['day', 'week', 'month'] as const).map((value) => ({
        ...{ value, label: m(`digests.${value}`) },
      })),
    },
    ...(every === 'week'
      ? [
          {
            ...{ kind: 'choice' as const, name: 'weekday', label: m('digests.weekday') },
            options: weekdays(locale).map((label, index) => ({ value: String(index + 1), label })),
          },
        ]
      : []),
    ...(every === 'month'
      ? [
          {
            ...{ kind: 'number' as const, name: 'day', label: m('digests.dayOfMonth') },
            ...{ at: ['schedule.day'], isRequired: true, min: 1, max: 31, step: 1 },
            hint: m('digests.dayHint'),
          },
        ]
      : []),
    {
      ...{ kind: 'choice', name: 'hour', label: m('digests.hour', { zone }), at: ['schedule.hour'] },
      options: Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: hourText(hour) })),
    },
  ];
}

export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
