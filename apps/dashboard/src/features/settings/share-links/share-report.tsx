import { useState } from 'react';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../../ui/i18n/manage-texts.ts';
import { EmptyState } from '../../../ui/states.tsx';
import { useReporting } from '../../reporting/reporting-context.tsx';
import { type ReportPage, reportPages } from '../../saved-reports/saved-view.ts';
import { useParametersToSave } from '../../saved-reports/shown-parameters.tsx';
import '../../reporting/split.css';
import '../settings.css';
import { ShareForm } from './share-form.tsx';
import { questionsOf } from './shareable.ts';

/** Shares what the page shows, with its days and filters as they are now. */
export function ShareReport({ page }: { readonly page: ReportPage }) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const { days } = useReporting();
  const parameters = useParametersToSave();
  const [questions] = useState(() => questionsOf(page, parameters()));
  if (questions.length === 0) return <EmptyState>{m('links.nothing')}</EmptyState>;
  return (
    <ShareForm
      name={t(reportPages[page].label)}
      shown={{ questions }}
      hint={m('links.reportHint', { from: format.day(days.from), to: format.day(days.to) })}
    />
  );
}

export function ShareBoard({ id, name }: { readonly id: string; readonly name: string }) {
  const m = useManageTexts();
  return <ShareForm name={name} shown={{ boardId: id }} hint={m('links.boardHint')} />;
}
