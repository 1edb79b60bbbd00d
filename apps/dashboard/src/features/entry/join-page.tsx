import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, type Http } from '../../api/http.ts';
import { type SessionQuery, signOut, waysQuery } from '../../api/session.ts';
import { Brand } from '../../ui/brand.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import '../session/sign-in-page.css';
import { reasonOf } from '../settings/problems.ts';
import { NewAccount } from './new-account.tsx';

export interface JoinPageProps {
  readonly token: string;
  readonly http: Http;
  readonly sessionQuery: SessionQuery;
}

/** An invitation: who is signed in as a person joins the project, everybody else signs in first. */
export function JoinPage({ token, http, sessionQuery: { problem, ...sessionQuery } }: JoinPageProps) {
  const queryClient = useQueryClient();
  const session = useQuery(sessionQuery);
  const [hasAccount, setHasAccount] = useState(() => problem() !== undefined);
  const ways = useQuery(waysQuery(http));
  if (session.error instanceof ApiError && session.error.status === 401) {
    if (ways.isLoading) return <Skeleton height={160} />;
    if (!hasAccount && ways.data?.accounts !== false)
      return <JoinAnew token={token} http={http} onHasAccount={() => setHasAccount(true)} />;
    return (
      <SignInPage
        http={http}
        problem={problem()}
        isForPeople
        onSignedIn={(entered) => {
          queryClient.setQueryData<DashboardSession>(['session'], entered);
          void session.refetch();
        }}
      />
    );
  }
  if (session.error) return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  if (!session.data) return <Skeleton height={160} />;
  return <Join token={token} http={http} session={session.data} />;
}

interface JoinAnewProps {
  readonly token: string;
  readonly http: Http;
  readonly onHasAccount: () => void;
}

/** A new account that joins, for who has none yet. */
function JoinAnew({ token, http, onHasAccount }: JoinAnewProps) {
  const m = useManageTexts();
  return (
    <main className="sign-in">
      <section className="sign-in__form" aria-label={m('join.title')}>
        <Brand />
        <h1>{m('join.title')}</h1>
        <p className="muted">{m('join.anew')}</p>
        <NewAccount
          http={http}
          invitation={token}
          action={m('join.button')}
          onMade={({ projects: [joined] }) => openProject(joined?.id)}
        />
        <button type="button" className="button button--plain" onClick={onHasAccount}>
          {m('join.hasAccount')}
        </button>
      </section>
    </main>
  );
}

function openProject(projectId: string | undefined): void {
  const path = projectId === undefined ? '' : `p/${encodeURIComponent(projectId)}/`;
  window.location.assign(new URL(path, document.baseURI));
}

interface JoinProps {
  readonly token: string;
  readonly http: Http;
  readonly session: DashboardSession;
}

function Join({ token, http, session }: JoinProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const queryClient = useQueryClient();
  const join = useMutation({
    mutationFn: async () =>
      (await http.send<{ readonly projectId: string }>('POST', 'manage/invitations/accept', { token })).data,
    onSuccess: ({ projectId }) => openProject(projectId),
  });
  const leave = async () => {
    await signOut(http);
    await queryClient.resetQueries({ queryKey: ['session'] });
  };
  const isPerson = session.role === 'user';
  return (
    <main className="sign-in">
      <section className="sign-in__form" aria-label={m('join.title')}>
        <Brand />
        <h1>{m('join.title')}</h1>
        <p className="muted">{m(isPerson ? 'join.intro' : 'join.client')}</p>
        {isPerson && <p>{m('join.as', { name: session.name ?? session.userId ?? '' })}</p>}
        {join.error && (
          <p className="sign-in__problem" role="alert">
            {join.error instanceof ApiError && join.error.status === 404
              ? m('join.over')
              : reasonOf(join.error, t, m)}
          </p>
        )}
        {isPerson && (
          <button
            type="button"
            className="button button--primary"
            disabled={join.isPending}
            onClick={() => join.mutate()}
          >
            {m('join.button')}
          </button>
        )}
        <button type="button" className="button button--plain" onClick={() => void leave()}>
          {t('session.signOut')}
        </button>
      </section>
    </main>
  );
}
