import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import type { Http } from '../../api/http.ts';
import { makeAccount } from '../../api/session.ts';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { Form } from '../settings/form.tsx';
import '../settings/settings.css';

export interface NewAccountProps {
  readonly http: Http;
  /** Without one, the account owns the project that is looked at. */
  readonly invitation?: string;
  readonly action: string;
  readonly onMade: (session: DashboardSession) => void;
}

/** A name and a password. */
export function NewAccount({ http, invitation, action, onMade }: NewAccountProps) {
  const m = useManageTexts();
  return (
    <Form
      initial={{}}
      action={action}
      fields={() => [
        { kind: 'text', name: 'name', label: m('session.name'), isRequired: true, maxLength: 100 },
        {
          ...{ kind: 'password', name: 'password', label: m('session.password') },
          ...{ isRequired: true, minLength: 8, maxLength: 200, isExact: true },
          hint: m('account.passwordHint'),
        },
      ]}
      onSubmit={async ({ name = '', password = '' }) =>
        onMade(await makeAccount(http, { name, password, ...(invitation !== undefined && { invitation }) }))
      }
    />
  );
}
