import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Form } from '../form.tsx';
import { useSend } from '../use-things.ts';
import type { Alert } from './alert.ts';
import { pausedUntil } from './use-alert-row.ts';

const hourMs = 3_600_000;
const lengths = [
  { value: 'hour', ms: hourMs },
  { value: 'eight', ms: 8 * hourMs },
  { value: 'day', ms: 24 * hourMs },
  { value: 'week', ms: 168 * hourMs },
  { value: 'pause', ms: undefined },
] as const;

/** For how long an alert tells nobody; it goes on being evaluated. */
export function MuteForm({ alert, onDone }: { readonly alert: Alert; readonly onDone: () => void }) {
  const m = useManageTexts();
  const send = useSend();
  return (
    <Form
      initial={{ length: 'day' }}
      action={m('alerts.mute')}
      fields={() => [
        {
          ...{ kind: 'choice', name: 'length', label: m('mute.label'), hint: m('mute.hint') },
          options: lengths.map(({ value }) => ({ value, label: m(`mute.${value}`) })),
        },
      ]}
      onSubmit={async ({ length }) => {
        const ms = lengths.find(({ value }) => value === length)?.ms;
        const snoozedUntil = ms === undefined ? pausedUntil : new Date(Date.now() + ms).toISOString();
        await send.mutateAsync({ method: 'PATCH', path: `alerts/${alert.id}`, body: { snoozedUntil } });
        onDone();
      }}
    />
  );
}
