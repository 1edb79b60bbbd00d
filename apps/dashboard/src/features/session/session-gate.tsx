import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type Api, ApiContext } from '../../api/api-context.tsx';
import { ApiError, type Http } from '../../api/http.ts';
import { createPersonNames } from '../../api/person-names.ts';
import { readSession, signIn } from '../../api/session.ts';
import type { Embedding } from '../../embedding.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { Preferences } from '../../ui/preferences.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { ProjectChoiceContext } from './project-choice.ts';
import { SignInPage } from './sign-in-page.tsx';

export interface SessionGateProps {
  readonly http: Http;
  readonly embedding: Embedding;
  readonly preferences: Preferences;
  readonly children: ReactNode;
}

/** Shows its children to who is signed in, and the sign-in to everybody else. */
export function SessionGate({ http, embedding, preferences, children }: SessionGateProps) {
  const { t } = useI18n();
  const queryClient = useQueryClient();
  const [linkFailed, setLinkFailed] = useState(false);
  const [projectId, setProjectId] = useState(() => preferences.get('project'));
  const session = useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      const link = takeLink();
      if (link !== undefined) {
        try {
          return await signIn(http, { link });
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 401) throw error;
          setLinkFailed(true);
        }
      }
      return readSession(http, signal);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { refetch } = session;
  useEffect(() => embedding.onToken(() => void refetch()), [embedding, refetch]);

  const { data, error } = session;
  const isSignedOut = error instanceof ApiError && error.status === 401;
  const project = data?.projects.find(({ id }) => id === projectId) ?? data?.projects[0];
  const api = useMemo<Api | undefined>(
    () =>
      data && project
        ? { http, session: data, project, personNames: createPersonNames(http, project.id) }
        : undefined,
    [http, data, project],
  );
  const choice = useMemo(
    () => ({
      isEmbedded: embedding.isEmbedded,
      chooseProject: (id: string) => {
        preferences.set('project', id);
        setProjectId(id);
      },
    }),
    [embedding, preferences],
  );

  if (isSignedOut) {
    if (embedding.isEmbedded) return <EmptyState>{t('session.embedWaiting')}</EmptyState>;
    const enter = (entered: Awaited<ReturnType<typeof readSession>>) => {
      queryClient.clear();
      queryClient.setQueryData(['session'], entered);
      void refetch();
    };
    return <SignInPage http={http} linkFailed={linkFailed} onSignedIn={enter} />;
  }
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={160} />;
  if (!api) return <EmptyState>{t('session.noProjects')}</EmptyState>;
  return (
    <ProjectChoiceContext value={choice}>
      <ApiContext value={api}>{children}</ApiContext>
    </ProjectChoiceContext>
  );
}

/** The token of a sign-in link, taken out of the address so that nobody copies it along. */
function takeLink(): string | undefined {
  const match = /^#token=([\w-]+)$/.exec(window.location.hash);
  if (match)
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return match?.[1];
}
