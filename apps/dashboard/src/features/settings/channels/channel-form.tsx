import { useState } from 'react';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { localeNames, locales } from '../../../ui/i18n/locale.ts';
import { type ManageTranslate, useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import type { Field, Values } from '../fields.tsx';
import { Form } from '../form.tsx';
import { Made } from '../made.tsx';
import { textIn } from '../text-in.ts';
import { useSend } from '../use-things.ts';
import { type Channel, kinds } from './channel.ts';

export interface ChannelFormProps {
  /** Undefined for a new one. */
  readonly channel: Channel | undefined;
  readonly onDone: () => void;
}

/** Where messages go: what is asked for depends on the kind. What is secret is shown once, or never. */
export function ChannelForm({ channel, onDone }: ChannelFormProps) {
  const { t, locale } = useI18n();
  const m = useManageTexts();
  const send = useSend();
  const [secret, setSecret] = useState<string>();
  if (secret !== undefined) {
    return <Made about={m('channels.secretMade')} text={secret} hint={m('channels.secretHint')} />;
  }
  const { settings } = channel ?? {};
  return (
    <Form
      initial={{
        name: channel?.name ?? '',
        kind: settings?.kind ?? 'mail',
        to: settings?.to?.join('\n') ?? '',
        url: settings?.url?.endsWith('…') ? '' : (settings?.url ?? ''),
        endpoint: settings?.endpoint ?? '',
        language: settings?.language ?? locale,
      }}
      action={t('saved.save')}
      fields={(values) => [
        { kind: 'text', name: 'name', label: t('saved.name'), isRequired: true, maxLength: 255 },
        ...(channel ? [] : [kindField(m)]),
        ...fieldsOf(channel?.settings?.kind ?? values.kind ?? 'mail', channel !== undefined, m),
      ]}
      onSubmit={async (values) => {
        const kind = settings?.kind ?? values.kind;
        const body = { name: values.name, settings: { kind, ...settingsIn(values) } };
        if (channel) {
          await send.mutateAsync({ method: 'PATCH', path: `channels/${channel.id}`, body });
          onDone();
          return;
        }
        const made = await send.mutateAsync({ method: 'POST', path: 'channels', body });
        if (kind === 'webhook' && values.secret === '') setSecret(textIn(made, 'secret'));
        else onDone();
      }}
    />
  );
}

function kindField(m: ManageTranslate): Field {
  return {
    ...{ kind: 'choice', name: 'kind', label: m('channels.kind') },
    options: kinds.map((value) => ({ value, label: m(`channel.${value}`) })),
  };
}

function fieldsOf(kind: string, isKnown: boolean, m: ManageTranslate): Field[] {
  const url = (label: string, hint: string, isRequired: boolean): Field => ({
    ...{ kind: 'url', name: 'url', at: ['settings.url'], label, hint, isRequired, maxLength: 2_000 },
  });
  const language: Field = {
    ...{ kind: 'choice', name: 'language', label: m('channels.language') },
    options: locales.map((value) => ({ value, label: localeNames[value] })),
  };
  switch (kind) {
    case 'mail':
      return [
        {
          ...{ kind: 'lines', name: 'to', at: ['settings.to'], label: m('channels.to') },
          ...{ isRequired: true, placeholder: 'ann@example.com', hint: m('channels.toHint') },
        },
        language,
      ];
    case 'webhook':
      return [
        url(m('channels.url'), m('channels.urlHint'), true),
        {
          ...{ kind: 'password', name: 'secret', at: ['settings.secret'], label: m('channels.secret') },
          ...{ minLength: 16, maxLength: 200 },
          hint: m(isKnown ? 'channels.staysHint' : 'channels.secretNew'),
        },
      ];
    case 'gatrix-signal':
      return [
        url(m('channels.gatrixUrl'), m('channels.gatrixHint'), true),
        {
          ...{ kind: 'text', name: 'endpoint', at: ['settings.endpoint'], label: m('channels.endpoint') },
          ...{ isRequired: true, maxLength: 200 },
        },
        {
          ...{ kind: 'password', name: 'token', at: ['settings.token'], label: m('channels.token') },
          ...{ isRequired: !isKnown, maxLength: 2_000 },
          ...(isKnown && { hint: m('channels.staysHint') }),
        },
      ];
    default:
      return [
        url(m('channels.chatUrl'), m(isKnown ? 'channels.staysHint' : 'channels.chatHint'), !isKnown),
        language,
      ];
  }
}

/** What is empty is not sent: it stays as it is, or has none. */
function settingsIn({ to, url, secret, endpoint, token, language }: Values): object {
  const given = { url, secret, endpoint, token, language };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== '')),
    ...(to !== undefined && { to: to.split(/[\s,;]+/).filter((address) => address !== '') }),
  };
}
