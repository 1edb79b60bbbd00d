import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useSavedReports } from '../saved-reports/use-saved-reports.ts';

const kinds = ['report', 'figure', 'note'] as const;

/** Puts a report, a figure or a note at the end. */
export function AddItem({ onAdd }: { readonly onAdd: (item: BoardItem) => void }) {
  const { t } = useI18n();
  const { list } = useSavedReports({ enabled: true });
  const [kind, setKind] = useState<(typeof kinds)[number]>('report');
  const [picked, setPicked] = useState('');
  const [text, setText] = useState('');
  const savedReportId = picked || (list.data?.[0]?.id ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = crypto.randomUUID();
    if (kind === 'note') onAdd({ id, kind, width: 'full', text });
    else if (kind === 'figure') onAdd({ id, kind, width: 'third', savedReportId, figure: text.trim() });
    else onAdd({ id, kind, width: 'half', savedReportId });
    setText('');
  };
  return (
    <form className="board-form" aria-label={t('boards.add')} onSubmit={submit}>
      <SelectField
        label={t('boards.kind')}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(`boards.kind.${value}`) }))}
        onChange={setKind}
      />
      {kind !== 'note' && (
        <SelectField
          label={t('boards.report')}
          value={savedReportId}
          options={(list.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setPicked}
        />
      )}
      {kind === 'note' && (
        <label className="field">
          {t('boards.note')}
          <textarea
            className="input board-form__text"
            rows={3}
            required
            maxLength={10_000}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
      )}
      {kind === 'figure' && (
        <label className="field">
          {t('boards.figure')}
          <input
            className="input"
            required
            maxLength={200}
            placeholder="total_revenue, A, conversion, period:1"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
      )}
      <button type="submit" className="button" disabled={kind !== 'note' && savedReportId === ''}>
        {t('boards.add')}
      </button>
    </form>
  );
}
