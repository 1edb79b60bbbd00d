import { useState } from 'react';
import { useMay } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { useDialog } from '../../../ui/use-dialog.ts';
import { reasonOf } from '../problems.ts';
import { ActionButton, DeleteButton } from '../row-buttons.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import type { Channel } from './channel.ts';
import { ChannelForm } from './channel-form.tsx';
import { Deliveries } from './deliveries.tsx';

export function Page() {
  return (
    <SettingsFrame page="channels">
      <Channels />
    </SettingsFrame>
  );
}

function Channels() {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const mayManage = useMay('admin');
  const dialog = useDialog();
  const channels = useThings<Channel>('channels');
  const send = useSend();
  const [tested, setTested] = useState<string>();
  const edited = channels.data?.find(({ id }) => dialog.open === `edit:${id}`);
  const test = ({ id, name }: Channel) =>
    send.mutate(
      { method: 'POST', path: `channels/${id}/test` },
      { onSuccess: () => setTested(name), onError: () => setTested(undefined) },
    );
  return (
    <>
      <ThingsCard
        title={m('tab.channels')}
        intro={mayManage ? m('channels.intro') : m('channels.byAdmins')}
        action={
          mayManage && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('new')}>
              <Icon name="plus" />
              {m('channels.new')}
            </button>
          )
        }
        asked={channels}
        keyOf={({ id }) => id}
        empty={m('channels.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(channel) => ({
          title: channel.name,
          badge: channel.settings
            ? { text: m(`channel.${channel.settings.kind}`), tone: 'quiet' }
            : { text: m('channels.broken'), tone: 'bad' },
          facts: [
            {
              label: m('channels.where'),
              value: channel.settings?.to ? format.list(channel.settings.to) : channel.settings?.url,
            },
            ...(channel.settings?.endpoint === undefined
              ? []
              : [{ label: m('channels.endpoint'), value: channel.settings.endpoint }]),
          ],
          actions: mayManage && (
            <>
              <ActionButton label={m('channels.test')} name={channel.name} onClick={() => test(channel)} />
              <ActionButton
                label={m('form.edit')}
                name={channel.name}
                onClick={() => dialog.show(`edit:${channel.id}`)}
              />
              <DeleteButton
                name={channel.name}
                question={m('channels.deleteAsk', { name: channel.name })}
                onConfirm={() => send.mutate({ method: 'DELETE', path: `channels/${channel.id}` })}
              />
            </>
          ),
        })}
      />
      <p role="status" className="things__status">
        {tested !== undefined && m('channels.tested', { name: tested })}
      </p>
      <Deliveries title={m('deliveries.title')} channels={channels.data ?? []} />
      <PageDialog
        title={m('channels.new')}
        isOpen={mayManage && dialog.open === 'new'}
        onClose={dialog.close}
      >
        <ChannelForm channel={undefined} onDone={dialog.close} />
      </PageDialog>
      <PageDialog
        title={m('channels.edit')}
        isOpen={mayManage && edited !== undefined}
        onClose={dialog.close}
      >
        {edited && <ChannelForm channel={edited} onDone={dialog.close} />}
      </PageDialog>
    </>
  );
}
