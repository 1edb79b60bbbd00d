import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'react-router';
import type { SavedReport } from '../../api/manage.ts';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { addressOf, isReportPage, reportPages } from './saved-view.ts';

export interface SavedReportRowProps {
  readonly report: SavedReport;
  readonly isOpen: boolean;
  readonly mayChange: boolean;
  readonly onRename: (name: string) => void;
  readonly onDelete: () => void;
}

export function SavedReportRow(props: SavedReportRowProps) {
  const { report, isOpen, mayChange, onRename, onDelete } = props;
  const { t } = useI18n();
  const { search } = useLocation();
  const [isRenaming, setIsRenaming] = useState(false);
  const address = addressOf(report, search);
  const rename = (name: string) => {
    setIsRenaming(false);
    if (name !== '' && name !== report.name) onRename(name);
  };
  if (isRenaming) {
    return (
      <li className="saved__row">
        <RenameForm name={report.name} onDone={rename} />
      </li>
    );
  }
  return (
    <li className={`saved__row ${isOpen ? 'saved__row--open' : ''}`}>
      <span className="saved__what">
        {address ? (
          <Link to={address} replace aria-current={isOpen ? 'page' : undefined}>
            {report.name}
          </Link>
        ) : (
          <span>{report.name}</span>
        )}
        <span className="muted saved__page">
          {isReportPage(report.report) ? t(reportPages[report.report].label) : report.report}
        </span>
      </span>
      {mayChange && (
        <span className="saved__actions">
          <button
            type="button"
            className="button button--plain"
            aria-label={`${t('saved.rename')}: ${report.name}`}
            onClick={() => setIsRenaming(true)}
          >
            {t('saved.rename')}
          </button>
          <ConfirmButton
            label={t('saved.delete')}
            subject={report.name}
            question={t('saved.deleteAsk', { name: report.name })}
            onConfirm={onDelete}
          />
        </span>
      )}
    </li>
  );
}

function RenameForm({ name, onDone }: { readonly name: string; readonly onDone: (name: string) => void }) {
  const { t } = useI18n();
  const [text, setText] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(text.trim());
  };
  return (
    <form className="saved__rename" onSubmit={submit}>
      <input
        className="input"
        aria-label={t('saved.name')}
        required
        maxLength={255}
        ref={(input) => input?.focus()}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone('');
        }}
      />
      <button type="submit" className="button">
        {t('saved.save')}
      </button>
    </form>
  );
}
