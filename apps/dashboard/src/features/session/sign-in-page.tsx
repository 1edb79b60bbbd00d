import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, type Http } from '../../api/http.ts';
import { type SignIn, signIn } from '../../api/session.ts';
import { Brand } from '../../ui/brand.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import './sign-in-page.css';

export interface SignInPageProps {
  readonly http: Http;
  readonly linkFailed: boolean;
  /** Whether a person's token is asked for first. */
  readonly startWithToken?: boolean;
  readonly onSignedIn: (session: DashboardSession) => void;
}

export function SignInPage({ http, linkFailed, startWithToken = false, onSignedIn }: SignInPageProps) {
  const { t } = useI18n();
  const [withToken, setWithToken] = useState(startWithToken);
  const mutation = useMutation({
    mutationFn: (credentials: SignIn) => signIn(http, credentials),
    onSuccess: onSignedIn,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const text = (name: string) => String(values.get(name) ?? '').trim();
    mutation.mutate(
      withToken
        ? { token: text('token') }
        : { clientId: text('clientId'), clientSecret: text('clientSecret') },
    );
  };
  return (
    <main className="sign-in">
      <form className="sign-in__form" onSubmit={submit}>
        <Brand />
        <h1>{t('session.title')}</h1>
        {linkFailed && (
          <p className="sign-in__problem" role="alert">
            {t('session.linkUsed')}
          </p>
        )}
        {withToken ? <TokenFields /> : <ClientFields />}
        {mutation.error && (
          <p className="sign-in__problem" role="alert">
            {mutation.error instanceof ApiError && mutation.error.status === 0
              ? t('state.unreachable')
              : t('session.wrong', { reason: mutation.error.message })}
          </p>
        )}
        <button type="submit" className="button button--primary" disabled={mutation.isPending}>
          {t('session.signIn')}
        </button>
        <button type="button" className="button button--plain" onClick={() => setWithToken(!withToken)}>
          {t(withToken ? 'session.useClient' : 'session.useToken')}
        </button>
        <p className="muted sign-in__where">{t('session.where')}</p>
      </form>
    </main>
  );
}

function ClientFields() {
  const { t } = useI18n();
  return (
    <>
      <p className="muted">{t('session.intro')}</p>
      <label className="field">
        {t('session.clientId')}
        <input className="input" name="clientId" autoComplete="username" required />
      </label>
      <label className="field">
        {t('session.clientSecret')}
        <input
          className="input"
          name="clientSecret"
          type="password"
          autoComplete="current-password"
          required
        />
      </label>
    </>
  );
}

function TokenFields() {
  const { t } = useI18n();
  return (
    <label className="field">
      {t('session.token')}
      <input className="input" name="token" type="password" autoComplete="off" required />
    </label>
  );
}
