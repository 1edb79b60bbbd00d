import { type FormEvent, useState } from 'react';
import { useLocation } from 'react-router';
import { useMayChange } from '../../api/use-project.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { reasonOf } from '../../ui/reason.ts';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';
import { SavedReportRow } from './saved-report-row.tsx';
import { useParametersToSave } from './shown-parameters.tsx';
import './saved-reports.css';
import { linkTo, type ReportPage, searchToSave } from './saved-view.ts';
import { type SavedReports, useSavedReports } from './use-saved-reports.ts';

export interface SavedReportsPanelProps {
  readonly page: ReportPage;
  /** The saved report that is open. */
  readonly openedId: string | null;
}

/** Saves what the page shows; lists, opens, renames and deletes what is saved. */
export function SavedReportsPanel({ page, openedId }: SavedReportsPanelProps) {
  const { t } = useI18n();
  const mayChange = useMayChange();
  const saved = useSavedReports({ enabled: true });
  const { list, create, update, remove } = saved;
  const failed = create.error ?? update.error ?? remove.error;
  return (
    <>
      {mayChange && <SaveForm page={page} openedId={openedId} saved={saved} />}
      <div className="saved__link">
        <span className="muted">{t('saved.linkHint')}</span>
        <CopyButton text={linkTo(window.location.href)} label={t('saved.copyLink')} />
      </div>
      {failed && (
        <p role="alert" className="saved__problem">
          {t('clients.failed', { reason: reasonOf(failed, t) })}
        </p>
      )}
      {list.error && !list.data && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {!list.error && !list.data && <SkeletonRows count={3} />}
      {list.data?.length === 0 && <EmptyState>{t(mayChange ? 'saved.none' : 'saved.noneToSee')}</EmptyState>}
      {list.data && list.data.length > 0 && (
        <ul className="saved__list" aria-label={t('saved.title')}>
          {list.data.map((report) => (
            <SavedReportRow
              key={report.id}
              report={report}
              isOpen={report.id === openedId}
              mayChange={mayChange}
              onRename={(name) => update.mutate({ id: report.id, name })}
              onDelete={() => remove.mutate(report.id)}
            />
          ))}
        </ul>
      )}
    </>
  );
}

interface SaveFormProps {
  readonly page: ReportPage;
  readonly openedId: string | null;
  readonly saved: SavedReports;
}

function SaveForm({ page, openedId, saved }: SaveFormProps) {
  const { t } = useI18n();
  const { search } = useLocation();
  const { change } = useSearchState();
  const [name, setName] = useState('');
  const { list, create, update } = saved;
  const parameters = useParametersToSave();
  const query = { search: searchToSave(search), parameters: parameters() };
  const opened = list.data?.find(({ id, report }) => id === openedId && report === page);
  const isChanged =
    opened !== undefined &&
    (opened.query.search !== query.search ||
      (opened.query.parameters === undefined && query.parameters !== undefined));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), report: page, query },
      {
        onSuccess: ({ id }) => {
          setName('');
          change({ saved: id });
        },
      },
    );
  };
  return (
    <form className="saved__form" onSubmit={submit}>
      <label className="field">
        {t('saved.name')}
        <input
          className="input"
          required
          maxLength={255}
          pattern=".*\S.*"
          placeholder={t('saved.placeholder')}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <button type="submit" className="button button--primary" disabled={create.isPending}>
        {t('saved.save')}
      </button>
      {isChanged && (
        <button
          type="button"
          className="button saved__update"
          disabled={update.isPending}
          onClick={() => update.mutate({ id: opened.id, query })}
        >
          {t('saved.update', { name: opened.name })}
        </button>
      )}
    </form>
  );
}
