import { useState } from 'react';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import type { AddressedDialog } from '../../../ui/use-dialog.ts';
import { Form } from '../form.tsx';
import { Made } from '../made.tsx';
import { reasonOf } from '../problems.ts';
import { DeleteButton } from '../row-buttons.tsx';
import { textIn } from '../text-in.ts';
import { ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import { useZoned } from '../use-zoned.ts';
import { givenRoles } from './given-roles.ts';
import { type Member, nameOf } from './member.ts';

interface Invitation {
  readonly id: string;
  readonly role: (typeof givenRoles)[number];
  readonly expiresAt: string;
  readonly acceptedBy: string | null;
}

/** Links by which people become members, and who used them. */
export function Invitations({ dialog }: { readonly dialog: AddressedDialog }) {
  const { t } = useI18n();
  const m = useManageTexts();
  const zoned = useZoned();
  const invitations = useThings<Invitation>('invitations');
  const members = useThings<Member>('members');
  const send = useSend();
  const stateOf = ({ acceptedBy, expiresAt }: Invitation) => {
    if (acceptedBy !== null) {
      const member = members.data?.find(({ userId }) => userId === acceptedBy);
      const name = member ? nameOf(member) : acceptedBy;
      return { text: m('invitations.accepted', { name }), tone: 'good' as const };
    }
    if (Date.parse(expiresAt) < Date.now()) return { text: m('invitations.expired'), tone: 'quiet' as const };
    return { text: m('invitations.open'), tone: 'quiet' as const };
  };
  return (
    <>
      <ThingsCard
        title={m('invitations.title')}
        asked={invitations}
        keyOf={({ id }) => id}
        empty={m('invitations.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={(invitation) => ({
          title: m('invitations.as', { role: m(`role.${invitation.role}`) }),
          badge: stateOf(invitation),
          facts: [{ label: m('invitations.until'), value: zoned(invitation.expiresAt) }],
          actions: invitation.acceptedBy === null && (
            <DeleteButton
              label={m('invitations.takeBack')}
              name={m(`role.${invitation.role}`)}
              question={m('invitations.takeBackAsk')}
              onConfirm={() => send.mutate({ method: 'DELETE', path: `invitations/${invitation.id}` })}
            />
          ),
        })}
      />
      <PageDialog title={m('members.invite')} isOpen={dialog.open === 'invite'} onClose={dialog.close}>
        <InviteForm />
      </PageDialog>
    </>
  );
}

function InviteForm() {
  const m = useManageTexts();
  const send = useSend();
  const [link, setLink] = useState<string>();
  if (link !== undefined) {
    return <Made about={m('invitations.made')} text={link} hint={m('invitations.madeHint')} />;
  }
  return (
    <Form
      initial={{ role: 'viewer', days: '7' }}
      action={m('invitations.make')}
      fields={({ role = '' }) => [
        {
          ...{ kind: 'choice', name: 'role', label: m('members.role') },
          options: givenRoles.map((value) => ({ value, label: m(`role.${value}`) })),
          hint: m(`role.${givenRoles.find((known) => known === role) ?? 'viewer'}.may`),
        },
        {
          ...{ kind: 'number', name: 'days', label: m('invitations.days') },
          ...{ isRequired: true, min: 1, max: 90, step: 1 },
        },
      ]}
      onSubmit={async ({ role, days }) => {
        const body = { role, days: Number(days) };
        const made = await send.mutateAsync({ method: 'POST', path: 'invitations', body });
        setLink(new URL(`join#${textIn(made, 'token')}`, document.baseURI).href);
      }}
    />
  );
}
