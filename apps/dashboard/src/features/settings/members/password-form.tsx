import { useApi } from '../../../api/api-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { Form } from '../form.tsx';

/** A new password of one's own, which ends the sessions of all other browsers. */
export function PasswordForm({ onChanged }: { readonly onChanged: () => void }) {
  const m = useManageTexts();
  const { http } = useApi();
  return (
    <Form
      initial={{}}
      action={m('account.changePassword')}
      fields={() => [
        {
          ...{ kind: 'password', name: 'password', label: m('account.oldPassword') },
          ...{ isRequired: true, isKnown: true, isExact: true },
        },
        {
          ...{ kind: 'password', name: 'newPassword', label: m('account.newPassword') },
          ...{ isRequired: true, minLength: 8, maxLength: 200, isExact: true },
          hint: m('account.changeHint'),
        },
      ]}
      onSubmit={async ({ password, newPassword }) => {
        await http.send('PUT', 'insights/account/password', { password, newPassword });
        onChanged();
      }}
    />
  );
}
