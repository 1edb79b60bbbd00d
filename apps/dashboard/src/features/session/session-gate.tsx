import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { type Api, ApiContext } from '../../api/api-context.tsx';
import { ApiError, type Http } from '../../api/http.ts';
import { createPersonNames } from '../../api/person-names.ts';
import { type readSession, type SessionQuery, signOut } from '../../api/session.ts';
import type { Embedding } from '../../embedding.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { Preferences } from '../../ui/preferences.ts';
import { reasonOf } from '../../ui/reason.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { addressIn, projectIn } from './project-address.ts';
import { chosenProject, ProjectChoiceContext } from './project-choice.ts';

const SignInPage = lazy(async () => ({
  default: (await import('./sign-in-page.tsx')).SignInPage,
}));
const FirstProject = lazy(async () => ({
  default: (await import('../settings/project/first-project.tsx')).FirstProject,
}));

export interface SessionGateProps {
  readonly http: Http;
  readonly sessionQuery: SessionQuery;
  readonly embedding: Embedding;
  readonly preferences: Preferences;
  /** What stands before the page's paths, with a slash at the end. */
  readonly base: string;
  readonly children: ReactNode;
}

/** Shows its children to who is signed in, and the sign-in to everybody else. */
export function SessionGate({
  http,
  sessionQuery,
  embedding,
  preferences,
  base,
  children,
}: SessionGateProps) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const [namedId] = useState(() => projectIn(window.location.pathname, base));
  const [lastId] = useState(() => preferences.get('project'));
  const { problem, ...query } = sessionQuery;
  const session = useQuery(query);
  const { refetch } = session;
  useEffect(() => embedding.onToken(() => void refetch()), [embedding, refetch]);

  const { data, error } = session;
  const isSignedOut = error instanceof ApiError && error.status === 401;
  // An answer of before the token came says nothing of it.
  const refusal =
    embedding.isEmbedded && isSignedOut && error.details.some(({ field }) => field === 'token')
      ? error
      : undefined;
  useEffect(() => {
    if (refusal) embedding.refuse(refusal.message);
  }, [embedding, refusal]);
  const project = data && chosenProject(data, namedId, lastId);
  const api = useMemo<Api | undefined>(
    () =>
      data && project
        ? { http, session: data, project, personNames: createPersonNames(http, project.id) }
        : undefined,
    [http, data, project],
  );
  useEffect(() => {
    if (project) preferences.set('project', project.id);
  }, [project, preferences]);
  const choice = useMemo(
    () => ({
      isEmbedded: embedding.isEmbedded,
      chooseProject: (id: string) => {
        preferences.set('project', id);
        window.location.assign(addressIn(id, window.location, base));
      },
    }),
    [embedding, preferences, base],
  );

  if (isSignedOut) {
    if (refusal)
      return <EmptyState>{t('session.embedRefused', { reason: reasonOf(refusal, t) })}</EmptyState>;
    if (embedding.isEmbedded) return <EmptyState>{t('session.embedWaiting')}</EmptyState>;
    const enter = (entered: Awaited<ReturnType<typeof readSession>>) => {
      queryClient.clear();
      queryClient.setQueryData(['session'], entered);
      void refetch();
    };
    return (
      <Suspense fallback={<Skeleton height={160} />}>
        <SignInPage http={http} problem={problem()} onSignedIn={enter} />
      </Suspense>
    );
  }
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={160} />;
  if (!api) {
    const [first] = data.projects;
    const leave = () => void signOut(http).then(() => queryClient.resetQueries());
    if (!first) {
      const open = (id: string) =>
        window.location.assign(addressIn(id, { pathname: base, search: '', hash: '' }, base));
      return (
        <Suspense fallback={<Skeleton height={160} />}>
          <FirstProject http={http} onMade={open} onSignOut={leave} />
        </Suspense>
      );
    }
    return (
      <EmptyState>
        <p>{t('session.noSuchProject')}</p>
        <a className="button" href={addressIn(first.id, { pathname: base, search: '', hash: '' }, base)}>
          {t('session.openProject', { name: first.name })}
        </a>
        <button type="button" className="button button--plain" onClick={leave}>
          {t('session.signOut')}
        </button>
      </EmptyState>
    );
  }
  return (
    <ProjectChoiceContext value={choice}>
      <ApiContext value={api}>{children}</ApiContext>
    </ProjectChoiceContext>
  );
}
