import { useState } from 'react';
import { useMayChange } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { SkeletonRows } from '../../../ui/states.tsx';
import { useDialog } from '../../../ui/use-dialog.ts';
import type { Named, Saved } from '../alerts/use-watched.ts';
import { Deliveries } from '../channels/deliveries.tsx';
import { reasonOf } from '../problems.ts';
import { ActionButton, DeleteButton } from '../row-buttons.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { type ThingRow, ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import { useZoned } from '../use-zoned.ts';
import { type Digest, type Schedule, weekdays } from './digest.ts';
import { DigestForm, hourText } from './digest-form.tsx';

export function Page() {
  return (
    <SettingsFrame page="digests">
      <Digests />
    </SettingsFrame>
  );
}

function Digests() {
  const { t } = useI18n();
  const m = useManageTexts();
  const mayChange = useMayChange();
  const dialog = useDialog();
  const digests = useThings<Digest>('digests');
  const boards = useThings<Named>('boards');
  const reports = useThings<Saved>('saved-reports');
  const channels = useThings<Named>('channels');
  const send = useSend();
  const [sent, setSent] = useState<string>();
  const rowOf = useRow([...(boards.data ?? []), ...(reports.data ?? [])], channels.data ?? []);
  const named = (verb: string) => digests.data?.find(({ id }) => dialog.open === `${verb}:${id}`);
  const [edited, looked] = [named('edit'), named('sent')];
  const isReady = boards.data && reports.data && channels.data;
  return (
    <>
      <ThingsCard
        title={m('tab.digests')}
        action={
          mayChange && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('new')}>
              <Icon name="plus" />
              {m('digests.new')}
            </button>
          )
        }
        asked={digests}
        keyOf={({ id }) => id}
        empty={m('digests.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(digest) => ({
          ...rowOf(digest),
          actions: (
            <>
              <ActionButton
                label={m('deliveries.title')}
                name={digest.name}
                onClick={() => dialog.show(`sent:${digest.id}`)}
              />
              {mayChange && (
                <Changes
                  digest={digest}
                  onEdit={() => dialog.show(`edit:${digest.id}`)}
                  onSend={send.mutate}
                  onSent={() => setSent(digest.name)}
                />
              )}
            </>
          ),
        })}
      />
      <p role="status" className="things__status">
        {sent !== undefined && m('digests.sent', { name: sent })}
      </p>
      <PageDialog
        title={m(edited ? 'digests.edit' : 'digests.new')}
        isOpen={mayChange && (dialog.open === 'new' || edited !== undefined)}
        onClose={dialog.close}
      >
        {isReady ? (
          <DigestForm
            key={edited?.id}
            digest={edited}
            boards={boards.data}
            reports={reports.data}
            channels={channels.data}
            onDone={dialog.close}
          />
        ) : (
          <SkeletonRows count={5} />
        )}
      </PageDialog>
      <PageDialog title={looked?.name ?? ''} isOpen={looked !== undefined} onClose={dialog.close}>
        {looked && (
          <Deliveries title={m('deliveries.title')} channels={channels.data ?? []} subjectId={looked.id} />
        )}
      </PageDialog>
    </>
  );
}

interface ChangesProps {
  readonly digest: Digest;
  readonly onEdit: () => void;
  readonly onSend: ReturnType<typeof useSend>['mutate'];
  readonly onSent: () => void;
}

function Changes({ digest, onEdit, onSend, onSent }: ChangesProps) {
  const m = useManageTexts();
  const { id, name, paused } = digest;
  const path = `digests/${id}` as const;
  return (
    <>
      <ActionButton
        label={m('digests.sendNow')}
        name={name}
        onClick={() => onSend({ method: 'POST', path: `${path}/send` }, { onSuccess: onSent })}
      />
      <ActionButton
        label={m(paused ? 'digests.resume' : 'digests.pause')}
        name={name}
        onClick={() => onSend({ method: 'PATCH', path, body: { paused: !paused } })}
      />
      <ActionButton label={m('form.edit')} name={name} onClick={onEdit} />
      <DeleteButton
        name={name}
        question={m('digests.deleteAsk', { name })}
        onConfirm={() => onSend({ method: 'DELETE', path })}
      />
    </>
  );
}

function useRow(sources: readonly Named[], channels: readonly Named[]): (digest: Digest) => ThingRow {
  const { format, locale } = useI18n();
  const m = useManageTexts();
  const zoned = useZoned();
  const when = (schedule: Schedule) => {
    const hour = hourText(schedule.hour);
    if (schedule.every === 'week')
      return m('digests.onWeekday', { day: weekdays(locale)[schedule.weekday - 1] ?? '', hour });
    if (schedule.every === 'month') return m('digests.onDay', { day: schedule.day, hour });
    return m('digests.daily', { hour });
  };
  const nameOf = (known: readonly Named[], id: string) => known.find((one) => one.id === id)?.name ?? '–';
  return ({ name, source, schedule, channels: told, paused, nextAt, sentFor }) => ({
    title: name,
    badge: paused ? { text: m('digests.paused'), tone: 'quiet' } : undefined,
    facts: [
      {
        label: m('digests.source'),
        value: nameOf(sources, 'boardId' in source ? source.boardId : source.savedReportId),
      },
      { label: m('digests.every'), value: when(schedule) },
      { label: m('digests.next'), value: nextAt === null ? '–' : zoned(nextAt) },
      { label: m('digests.last'), value: sentFor === null ? '–' : format.day(sentFor) },
      { label: m('alerts.channels'), value: format.list(told.map((id) => nameOf(channels, id))) },
    ],
  });
}
