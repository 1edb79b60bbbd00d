import { useApi } from '../../../api/api-context.tsx';
import { roles, useMay } from '../../../api/use-project.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PageDialog } from '../../../ui/page-dialog.tsx';
import { useDialog } from '../../../ui/use-dialog.ts';
import { Form } from '../form.tsx';
import { reasonOf } from '../problems.ts';
import { ActionButton, DeleteButton } from '../row-buttons.tsx';
import { SettingsFrame } from '../settings-frame.tsx';
import { type ThingRow, ThingsCard } from '../things-card.tsx';
import { useSend, useThings } from '../use-things.ts';
import { useZoned } from '../use-zoned.ts';
import { AccountCard } from './account-card.tsx';
import { givenRoles } from './given-roles.ts';
import { Invitations } from './invitations.tsx';
import { type Member, nameOf } from './member.ts';
import { PasswordForm } from './password-form.tsx';

export function Page() {
  return (
    <SettingsFrame page="members">
      <AccountCard />
      <Members />
      <RoleList />
    </SettingsFrame>
  );
}

function Members() {
  const { t } = useI18n();
  const m = useManageTexts();
  const zoned = useZoned();
  const { session } = useApi();
  const mayManage = useMay('admin');
  const dialog = useDialog();
  const members = useThings<Member>('members');
  const send = useSend();
  const remove = (userId: string) =>
    send.mutate(
      { method: 'DELETE', path: `members/${encodeURIComponent(userId)}` },
      // Who left has nothing to see here any more.
      { onSuccess: () => userId === session.userId && window.location.assign(document.baseURI) },
    );
  const changed = members.data?.find(({ userId }) => dialog.open === `role:${userId}`);
  const rowOf = (member: Member): ThingRow => {
    const { userId, role, createdAt } = member;
    const name = nameOf(member);
    const isOwn = userId === session.userId;
    return {
      title: name,
      badge: isOwn ? { text: m('members.you'), tone: 'quiet' } : undefined,
      facts: [
        { label: m('members.role'), value: m(`role.${role}`) },
        { label: m('members.since'), value: zoned(createdAt) },
      ],
      actions: (
        <>
          {isOwn && session.hasPassword && (
            <ActionButton
              label={m('account.changePassword')}
              name={name}
              onClick={() => dialog.show('password')}
            />
          )}
          {mayManage && role !== 'owner' && (
            <ActionButton
              label={m('members.changeRole')}
              name={name}
              onClick={() => dialog.show(`role:${userId}`)}
            />
          )}
          {role !== 'owner' && (isOwn || mayManage) && (
            <DeleteButton
              label={m(isOwn ? 'members.leave' : 'members.remove')}
              name={name}
              question={isOwn ? m('members.leaveAsk') : m('members.removeAsk', { name })}
              onConfirm={() => remove(userId)}
            />
          )}
        </>
      ),
    };
  };
  return (
    <>
      <ThingsCard
        title={m('members.title')}
        intro={m('members.signIn')}
        action={
          mayManage && (
            <button type="button" className="button button--primary" onClick={() => dialog.show('invite')}>
              <Icon name="plus" />
              {m('members.invite')}
            </button>
          )
        }
        asked={members}
        keyOf={({ userId }) => userId}
        empty={m('members.none')}
        problem={send.error ? reasonOf(send.error, t, m) : undefined}
        rowOf={rowOf}
      />
      {mayManage && <Invitations dialog={dialog} />}
      <PageDialog
        title={m('members.changeRole')}
        isOpen={mayManage && changed !== undefined}
        onClose={dialog.close}
      >
        {changed && (
          <Form
            initial={{ role: changed.role }}
            action={t('saved.save')}
            fields={() => [
              {
                ...{ kind: 'choice', name: 'role', label: m('members.roleOf', { name: nameOf(changed) }) },
                options: givenRoles.map((value) => ({ value, label: m(`role.${value}`) })),
              },
            ]}
            onSubmit={async ({ role }) => {
              const path = `members/${encodeURIComponent(changed.userId)}` as const;
              await send.mutateAsync({ method: 'PUT', path, body: { role } });
              dialog.close();
            }}
          />
        )}
      </PageDialog>
      <PageDialog
        title={m('account.changePassword')}
        isOpen={dialog.open === 'password' && session.hasPassword === true}
        onClose={dialog.close}
      >
        <PasswordForm onChanged={dialog.close} />
      </PageDialog>
    </>
  );
}

/** What each role may. */
function RoleList() {
  const m = useManageTexts();
  return (
    <section className="card card--plain" aria-label={m('members.roles')}>
      <div className="card__body form">
        <h2>{m('members.roles')}</h2>
        <dl className="role-list">
          {roles.map((role) => (
            <RoleText key={role} name={m(`role.${role}`)} may={m(`role.${role}.may`)} />
          ))}
        </dl>
      </div>
    </section>
  );
}

function RoleText({ name, may }: { readonly name: string; readonly may: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{may}</dd>
    </>
  );
}
