import { useState } from 'react';
import { useApi } from '../../../api/api-context.tsx';
import { useMay, useMayChange } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { SkeletonRows } from '../../../ui/states.tsx';
import { useDialog } from '../../../ui/use-dialog.ts';
import { useSegments } from '../../segments/use-segments.ts';
import { reasonOf } from '../problems.ts';
import { ActionButton, DeleteButton } from '../row-buttons.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import type { Alert } from './alert.ts';
import { AlertForm } from './alert-form.tsx';
import { AlertHistory } from './alert-history.tsx';
import { MuteForm } from './mute-form.tsx';
import { isMuted, useAlertRow } from './use-alert-row.ts';
import type { Named, Saved } from './use-watched.ts';

/** How often states are asked for again. */
const refreshMs = 15_000;

export function Page() {
  return (
    <SettingsFrame page="alerts">
      <Alerts />
    </SettingsFrame>
  );
}

function Alerts() {
  const { t } = useI18n();
  const m = useManageTexts();
  const { session } = useApi();
  const mayChange = useMayChange();
  const mayManage = useMay('admin');
  const dialog = useDialog();
  const alerts = useThings<Alert>('alerts', { refreshMs });
  const reports = useThings<Saved>('saved-reports');
  const segments = useSegments();
  const channels = useThings<Named>('channels', { enabled: session.role !== 'read' });
  const send = useSend();
  const [tested, setTested] = useState<string>();
  const rowOf = useAlertRow(reports.data ?? [], segments.data ?? [], channels.data ?? []);
  const named = (verb: string) => alerts.data?.find(({ id }) => dialog.open === `${verb}:${id}`);
  const [edited, looked, muted] = [named('edit'), named('history'), named('mute')];
  const test = async ({ name, channels: told }: Alert) => {
    for (const id of told) await send.mutateAsync({ method: 'POST', path: `channels/${id}/test` });
    setTested(name);
  };
  const isReady = reports.data && segments.data && channels.data;
  return (
    <>
      <ThingsCard
        title={t('nav.alerts')}
        action={
          mayChange && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('new')}>
              <Icon name="plus" />
              {m('alerts.new')}
            </button>
          )
        }
        asked={alerts}
        keyOf={({ id }) => id}
        empty={m('alerts.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(alert) => ({
          ...rowOf(alert),
          actions: (
            <>
              <ActionButton
                label={m('alerts.history')}
                name={alert.name}
                onClick={() => dialog.show(`history:${alert.id}`)}
              />
              {mayManage && alert.channels.length > 0 && (
                <ActionButton
                  label={m('channels.test')}
                  name={alert.name}
                  onClick={() => void test(alert).catch(() => setTested(undefined))}
                />
              )}
              {mayChange && (
                <Changes
                  alert={alert}
                  onMute={() => dialog.show(`mute:${alert.id}`)}
                  onEdit={() => dialog.show(`edit:${alert.id}`)}
                  onSend={send.mutate}
                />
              )}
            </>
          ),
        })}
      />
      <p role="status" className="things__status">
        {tested !== undefined && m('alerts.tested', { name: tested })}
      </p>
      <PageDialog
        title={m(edited ? 'alerts.edit' : 'alerts.new')}
        isOpen={mayChange && (dialog.open === 'new' || edited !== undefined)}
        onClose={dialog.close}
      >
        {isReady ? (
          <AlertForm
            key={edited?.id}
            alert={edited}
            reports={reports.data}
            segments={segments.data}
            channels={channels.data}
            onDone={dialog.close}
          />
        ) : (
          <SkeletonRows count={5} />
        )}
      </PageDialog>
      <PageDialog title={looked?.name ?? ''} isOpen={looked !== undefined} onClose={dialog.close}>
        {looked && (
          <AlertHistory alert={looked} channels={channels.data ?? []} reports={reports.data ?? []} />
        )}
      </PageDialog>
      <PageDialog title={m('alerts.mute')} isOpen={mayChange && muted !== undefined} onClose={dialog.close}>
        {muted && <MuteForm alert={muted} onDone={dialog.close} />}
      </PageDialog>
    </>
  );
}

interface ChangesProps {
  readonly alert: Alert;
  readonly onMute: () => void;
  readonly onEdit: () => void;
  readonly onSend: ReturnType<typeof useSend>['mutate'];
}

function Changes({ alert, onMute, onEdit, onSend }: ChangesProps) {
  const m = useManageTexts();
  const { id, name } = alert;
  const path = `alerts/${id}` as const;
  return (
    <>
      {isMuted(alert) ? (
        <ActionButton
          label={m('alerts.unmute')}
          name={name}
          onClick={() => onSend({ method: 'PATCH', path, body: { snoozedUntil: null } })}
        />
      ) : (
        <ActionButton label={m('alerts.mute')} name={name} onClick={onMute} />
      )}
      <ActionButton label={m('form.edit')} name={name} onClick={onEdit} />
      <DeleteButton
        name={name}
        question={m('alerts.deleteAsk', { name })}
        onConfirm={() => onSend({ method: 'DELETE', path })}
      />
    </>
  );
}
