import type { BoardTemplate } from '@gatrix/analytics-protocol/insights';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useMayChange } from '../../api/use-project.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import '../reporting/report-bar.css';
import { useSearchState } from '../reporting/use-search-state.ts';
import { ZoneNote } from '../reporting/zone-note.tsx';
import { BoardView } from './board-view.tsx';
import './boards.css';
import { useBoardChanges, useBoards } from './use-boards.ts';

/** Named here, because the schema of templates would bring all of zod into the page. */
const templates = Object.keys({
  'new-game': true,
  'launch-week': true,
  monetization: true,
  retention: true,
} satisfies Record<BoardTemplate, true>) as BoardTemplate[];

/** Saved reports, figures and notes beside each other. */
export function Page() {
  const { t } = useI18n();
  const { search } = useSearchState();
  const mayChange = useMayChange();
  const boards = useBoards();
  const openId = search.get('board') ?? boards.data?.[0]?.id;
  const open = boards.data?.find(({ id }) => id === openId);
  return (
    <>
      <header className="report-bar">
        <div className="report-bar__title">
          <h1>{t('boards.title')}</h1>
          <span className="muted">{t('boards.intro')}</span>
          <ZoneNote />
        </div>
      </header>
      {boards.error && !boards.data && (
        <ErrorState error={boards.error} retry={() => void boards.refetch()} />
      )}
      {!boards.error && !boards.data && <SkeletonRows count={3} />}
      {boards.data && boards.data.length > 0 && (
        <nav className="board-list" aria-label={t('boards.title')}>
          {boards.data.map(({ id, name }) => (
            <Link
              key={id}
              className="button"
              to={{ search: new URLSearchParams({ board: id }).toString() }}
              aria-current={id === openId ? 'page' : undefined}
            >
              {name}
            </Link>
          ))}
        </nav>
      )}
      {boards.data?.length === 0 && (
        <EmptyState>{t(mayChange ? 'boards.noneYet' : 'boards.none')}</EmptyState>
      )}
      {open && <BoardView key={open.id} board={open} mayChange={mayChange} />}
      {mayChange && boards.data && <NewBoard />}
    </>
  );
}

function NewBoard() {
  const { t, locale } = useI18n();
  const { change } = useSearchState();
  const { create } = useBoardChanges();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<BoardTemplate | ''>('new-game');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const called = name.trim();
    create.mutate(
      { ...(called !== '' && { name: called }), ...(template !== '' && { template, language: locale }) },
      {
        onSuccess: ({ id }) => {
          setName('');
          change({ board: id });
        },
      },
    );
  };
  return (
    <section className="card card--plain" aria-label={t('boards.new')}>
      <form className="card__body board-form" onSubmit={submit}>
        <SelectField
          label={t('boards.template')}
          value={template}
          options={[
            ...templates.map((value) => ({ value, label: t(`boards.template.${value}`) })),
            { value: '', label: t('boards.empty') },
          ]}
          onChange={setTemplate}
        />
        <label className="field">
          {t('boards.name')}
          <input
            className="input"
            maxLength={255}
            required={template === ''}
            pattern=".*\S.*"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <button type="submit" className="button button--primary" disabled={create.isPending}>
          {t('boards.new')}
        </button>
        {create.error && <p role="alert">{t('clients.failed', { reason: reasonOf(create.error, t) })}</p>}
      </form>
    </section>
  );
}
