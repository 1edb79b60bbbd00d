import type { DashboardSession, WaysToSignIn } from '@gatrix/analytics-protocol/insights';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, type Http } from '../../api/http.ts';
import { type SignIn, signIn, waysQuery } from '../../api/session.ts';
import { Brand } from '../../ui/brand.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { ManageKey } from '../../ui/i18n/manage/en.ts';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { reasonOf } from '../../ui/reason.ts';
import { Skeleton } from '../../ui/states.tsx';
import './sign-in-page.css';

/** What the server says of a sign-in, and how the page says it. */
const refusals: readonly (readonly [RegExp, ManageKey])[] = [
  [/unknown client/, 'session.wrongClient'],
  [/write client may not/, 'session.writeClient'],
  [/name or the password/, 'session.wrongPassword'],
];

type Way = 'password' | 'client' | 'token';

const fieldsOf: Readonly<Record<Way, readonly [ManageKey, ManageKey] | readonly [ManageKey]>> = {
  password: ['session.name', 'session.password'],
  client: ['session.clientId', 'session.clientSecret'],
  token: ['session.token'],
};

export interface SignInPageProps {
  readonly http: Http;
  /** Why the last way in did not work. */
  readonly problem?: ManageKey | undefined;
  /** Whether only people are asked for: a client is nobody who can be invited. */
  readonly isForPeople?: boolean;
  readonly onSignedIn: (session: DashboardSession) => void;
}

/** The sign-in, by the ways that this server has. */
export function SignInPage({ http, ...props }: SignInPageProps) {
  const ways = useQuery(waysQuery(http));
  if (ways.isLoading) return <Skeleton height={160} />;
  return <SignInForm http={http} ways={ways.data} {...props} />;
}

interface SignInFormProps extends SignInPageProps {
  readonly ways: WaysToSignIn | undefined;
}

function SignInForm({ http, ways, problem, isForPeople = false, onSignedIn }: SignInFormProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const usable: readonly Way[] = [
    ...(ways?.password ? (['password'] as const) : []),
    ...(isForPeople ? [] : (['client'] as const)),
    ...(ways?.token === false ? [] : (['token'] as const)),
  ];
  const [chosen, choose] = useState<Way>();
  const way = chosen ?? usable[0] ?? 'password';
  const mutation = useMutation({
    mutationFn: (credentials: SignIn) => signIn(http, credentials),
    onSuccess: onSignedIn,
  });
  const refusalOf = (error: Error) => {
    const key = refusals.find(([pattern]) => pattern.test(error.message))?.[1];
    return key ? m(key) : reasonOf(error, t);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutation.mutate(signInOf(way, new FormData(event.currentTarget)));
  };
  return (
    <main className="sign-in">
      <form className="sign-in__form" onSubmit={submit}>
        <Brand />
        <h1>{t('session.title')}</h1>
        {problem !== undefined && (
          <p className="sign-in__problem" role="alert">
            {m(problem)}
          </p>
        )}
        {ways?.provider && <ProviderLink name={ways.provider} />}
        {way === 'client' && <p className="muted">{m('session.intro')}</p>}
        {fieldsOf[way].map((label, index) => (
          <SignInField key={label} way={way} label={label} isSecret={index === 1 || way === 'token'} />
        ))}
        {mutation.error && (
          <p className="sign-in__problem" role="alert">
            {mutation.error instanceof ApiError && mutation.error.status === 0
              ? t('state.unreachable')
              : m('session.wrong', { reason: refusalOf(mutation.error) })}
          </p>
        )}
        <button type="submit" className="button button--primary" disabled={mutation.isPending}>
          {t('session.signIn')}
        </button>
        {usable
          .filter((other) => other !== way)
          .map((other) => (
            <button
              key={other}
              type="button"
              className="button button--plain"
              onClick={() => {
                mutation.reset();
                choose(other);
              }}
            >
              {m(`session.use.${other}`)}
            </button>
          ))}
        {!isForPeople && <p className="muted sign-in__where">{m('session.where')}</p>}
      </form>
    </main>
  );
}

function signInOf(way: Way, values: FormData): SignIn {
  const text = (label: ManageKey) => String(values.get(label) ?? '');
  switch (way) {
    case 'password':
      return { name: text('session.name').trim(), password: text('session.password') };
    case 'client':
      return {
        clientId: text('session.clientId').trim(),
        clientSecret: text('session.clientSecret').trim(),
      };
    case 'token':
      return { token: text('session.token').trim() };
  }
}

/** To the provider, and back to where the reader is. */
function ProviderLink({ name }: { readonly name: string }) {
  const m = useManageTexts();
  const to = window.location.href.slice(new URL(document.baseURI).href.length).split('#')[0] ?? '';
  return (
    <a
      className="button button--primary"
      href={new URL(`insights/session/oidc?${new URLSearchParams({ to })}`, document.baseURI).href}
    >
      {m('session.useProvider', { name })}
    </a>
  );
}

interface SignInFieldProps {
  readonly way: Way;
  readonly label: ManageKey;
  readonly isSecret: boolean;
}

function SignInField({ way, label, isSecret }: SignInFieldProps) {
  const m = useManageTexts();
  const autoComplete = way === 'token' ? 'off' : isSecret ? 'current-password' : 'username';
  return (
    <label className="field">
      {m(label)}
      <input
        className="input"
        name={label}
        type={isSecret ? 'password' : 'text'}
        autoComplete={autoComplete}
        required
      />
    </label>
  );
}
