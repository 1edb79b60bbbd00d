import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { MemoryRouter } from 'react-router';
import { type Api, ApiContext } from '../../api/api-context.tsx';
import type { ItemAnswer } from '../../api/boards.ts';
import { ApiError, type Http } from '../../api/http.ts';
import { createPersonNames } from '../../api/person-names.ts';
import { Brand } from '../../ui/brand.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import '../session/sign-in-page.css';
import { reasonOf } from '../settings/problems.ts';
import './entry.css';
import { SharedBoard, SharedReport } from './shared-content.tsx';

export interface Shared {
  readonly name: string;
  readonly timezone: string;
  readonly currency: string;
  readonly answers: readonly ItemAnswer[] | NonNullable<ItemAnswer['answers']>;
  readonly board?: {
    readonly name: string;
    readonly startDate: string;
    readonly endDate: string;
    readonly items: readonly BoardItem[];
  };
}

interface SharedPageProps {
  readonly token: string;
  readonly http: Http;
}

/** What a share link shows, to whoever has it, once they gave its password where it has one. */
export function SharedPage({ token, http }: SharedPageProps) {
  const m = useManageTexts();
  const path = `insights/shared/${encodeURIComponent(token)}`;
  const about = useQuery({
    queryKey: ['shared', token],
    queryFn: async ({ signal }) =>
      (await http.get<{ readonly name: string; readonly needsPassword: boolean }>(path, {}, signal)).data,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const open = useMutation({
    mutationFn: async (password: string | undefined) =>
      (await http.send<Shared>('POST', path, password === undefined ? {} : { password })).data,
  });
  // Without a password there is nothing to wait for.
  const shown = useQuery({
    queryKey: ['shared', token, 'opened'],
    queryFn: () => open.mutateAsync(undefined),
    enabled: about.data?.needsPassword === false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const data = open.data ?? shown.data;
  const error = about.error ?? shown.error;
  if (error instanceof ApiError && error.status === 404) return <Over text={m('shared.over')} />;
  if (error)
    return <ErrorState error={error} retry={() => void (about.error ? about.refetch() : shown.refetch())} />;
  if (data) return <Opened shared={data} http={http} />;
  if (about.data?.needsPassword !== true) return <Skeleton height={320} />;
  return (
    <PasswordForm name={about.data.name} isBusy={open.isPending} error={open.error} onOpen={open.mutate} />
  );
}

function Over({ text }: { readonly text: string }) {
  return (
    <main className="sign-in">
      <section className="sign-in__form">
        <Brand />
        <h1 className="visually-hidden">{text}</h1>
        <EmptyState>{text}</EmptyState>
      </section>
    </main>
  );
}

interface PasswordFormProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onOpen: (password: string) => void;
}

function PasswordForm({ name, isBusy, error, onOpen }: PasswordFormProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const [password, setPassword] = useState('');
  const isWrong = error instanceof ApiError && error.status === 401;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onOpen(password);
  };
  return (
    <main className="sign-in">
      <form className="sign-in__form" onSubmit={submit}>
        <Brand />
        <h1>{name}</h1>
        <label className="field">
          {m('links.password')}
          <input
            className="input"
            type="password"
            autoComplete="off"
            required
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </label>
        {error !== null && error !== undefined && (
          <p className="sign-in__problem" role="alert">
            {isWrong ? m('shared.wrongPassword') : reasonOf(error, t, m)}
          </p>
        )}
        <button type="submit" className="button button--primary" disabled={isBusy}>
          {m('shared.open')}
        </button>
      </form>
    </main>
  );
}

function Opened({ shared, http }: { readonly shared: Shared; readonly http: Http }) {
  const { format } = useI18n();
  const m = useManageTexts();
  const { name, timezone, currency, board } = shared;
  const project = { id: '', name, timezone, currency };
  const [api] = useState<Api>(() => ({
    ...{ http, project, isShared: true, personNames: createPersonNames(http, '') },
    session: { role: 'read', projects: [project] },
  }));
  return (
    <ApiContext value={api}>
      <MemoryRouter>
        <main className="page shared">
          <header className="report-bar">
            <div className="report-bar__title">
              <h1>{name}</h1>
              <span className="muted">
                {board && `${format.day(board.startDate)} – ${format.day(board.endDate)} · `}
                {m('settings.zone', { zone: timezone })}
              </span>
            </div>
            <Brand />
          </header>
          {board ? (
            <SharedBoard items={board.items} answers={shared.answers as readonly ItemAnswer[]} />
          ) : (
            <SharedReport answers={shared.answers as NonNullable<ItemAnswer['answers']>} />
          )}
        </main>
      </MemoryRouter>
    </ApiContext>
  );
}
