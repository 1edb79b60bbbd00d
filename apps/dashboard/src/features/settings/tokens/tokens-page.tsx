import { useState } from 'react';
import { useApi } from '../../../api/api-context.tsx';
import { useMay } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { type AddressedDialog, useDialog } from '../../../ui/use-dialog.ts';
import { Form } from '../form.tsx';
import { Made } from '../made.tsx';
import { reasonOf } from '../problems.ts';
import { DeleteButton } from '../row-buttons.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { textIn } from '../text-in.ts';
import { ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import { useZoned } from '../use-zoned.ts';
import { Gauges } from './gauges.tsx';

const kinds = ['gauges', 'inbox'] as const;

interface Token {
  readonly id: string;
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly revokedAt: string | null;
  readonly createdAt: string;
}

export function Page() {
  return (
    <SettingsFrame page="tokens">
      <TokensAndGauges />
    </SettingsFrame>
  );
}

function TokensAndGauges() {
  const dialog = useDialog();
  return (
    <>
      <Tokens dialog={dialog} />
      <Gauges dialog={dialog} />
    </>
  );
}

function Tokens({ dialog }: { readonly dialog: AddressedDialog }) {
  const { t } = useI18n();
  const m = useManageTexts();
  const zoned = useZoned();
  const mayManage = useMay('admin');
  const tokens = useThings<Token>('tokens');
  const send = useSend();
  return (
    <>
      <ThingsCard
        title={m('tokens.title')}
        intro={m('tokens.intro')}
        action={
          mayManage && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('token')}>
              <Icon name="plus" />
              {m('tokens.new')}
            </button>
          )
        }
        asked={tokens}
        keyOf={({ id }) => id}
        empty={m('tokens.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={({ id, name, kind, createdAt, revokedAt }) => ({
          title: name,
          badge:
            revokedAt === null
              ? { text: m('tokens.active'), tone: 'good' }
              : { text: t('clients.revoked'), tone: 'quiet' },
          facts: [
            { label: m('tokens.kind'), value: m(`token.${kind}`) },
            { label: m('tokens.created'), value: zoned(createdAt) },
          ],
          actions: mayManage && revokedAt === null && (
            <DeleteButton
              label={t('clients.revoke')}
              name={name}
              question={m('tokens.revokeAsk', { name })}
              onConfirm={() => send.mutate({ method: 'DELETE', path: `tokens/${id}` })}
            />
          ),
        })}
      />
      <PageDialog
        title={m('tokens.new')}
        isOpen={mayManage && dialog.open === 'token'}
        onClose={dialog.close}
      >
        <TokenForm />
      </PageDialog>
    </>
  );
}

function TokenForm() {
  const { t } = useI18n();
  const m = useManageTexts();
  const { id: projectId } = useApi().project;
  const send = useSend();
  const [made, setMade] = useState<{ readonly kind: string; readonly token: string }>();
  if (made?.kind === 'inbox') {
    const url = new URL(`hooks/gatrix/${made.token}`, document.baseURI).href;
    return <Made about={m('tokens.inboxUrl')} text={url} hint={m('tokens.inboxHint')} />;
  }
  if (made) {
    return (
      <div className="form">
        <Made about={m('tokens.made')} text={made.token} />
        <Made about={m('tokens.scrape')} text={scrapeOf(projectId, made.token)} isBlock />
      </div>
    );
  }
  return (
    <Form
      initial={{ kind: 'gauges' }}
      action={t('saved.save')}
      fields={() => [
        { kind: 'text', name: 'name', label: t('saved.name'), isRequired: true, maxLength: 255 },
        {
          ...{ kind: 'choice', name: 'kind', label: m('tokens.kind') },
          options: kinds.map((value) => ({ value, label: m(`token.${value}`) })),
        },
      ]}
      onSubmit={async ({ name, kind = 'gauges' }) => {
        const answer = await send.mutateAsync({ method: 'POST', path: 'tokens', body: { name, kind } });
        setMade({ kind, token: textIn(answer, 'token') });
      }}
    />
  );
}

/** What Prometheus needs to read the gauges. */
function scrapeOf(projectId: string, token: string): string {
  const base = new URL(document.baseURI);
  return [
    'scrape_configs:',
    '  - job_name: gatrix-analytics',
    `    scheme: ${base.protocol.replace(':', '')}`,
    `    metrics_path: ${base.pathname}prometheus/${encodeURIComponent(projectId)}`,
    `    authorization: { credentials: ${token} }`,
    `    static_configs: [{ targets: ['${base.host}'] }]`,
  ].join('\n');
}
