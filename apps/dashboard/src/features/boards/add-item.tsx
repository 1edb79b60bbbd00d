import type { BoardItem } from '@gatrix/analytics-protocol/insights';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { useSavedReports } from '../saved-reports/use-saved-reports.ts';
import { figuresOf } from '../settings/alerts/figures.ts';

const kinds = ['report', 'figure', 'note'] as const;

/** Puts a report, a figure or a note at the end. */
export function AddItem({ onAdd }: { readonly onAdd: (item: BoardItem) => void }) {
  const { t } = useI18n();
  const { list } = useSavedReports({ enabled: true });
  const [kind, setKind] = useState<(typeof kinds)[number]>('report');
  const [picked, setPicked] = useState('');
  const [pickedFigure, setPickedFigure] = useState('');
  const [text, setText] = useState('');
  const m = useManageTexts();
  const savedReportId = picked || (list.data?.[0]?.id ?? '');
  const saved = list.data?.find(({ id }) => id === savedReportId);
  const figures = saved ? figuresOf(saved, t, m) : [];
  const figure = figures.find(({ value }) => value === pickedFigure)?.value ?? figures[0]?.value;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = crypto.randomUUID();
    if (kind === 'note') onAdd({ id, kind, width: 'full', text });
    else if (kind === 'report') onAdd({ id, kind, width: 'half', savedReportId });
    else if (figure !== undefined) onAdd({ id, kind, width: 'third', savedReportId, figure });
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
        <SelectField
          label={t('boards.figure')}
          value={figure ?? ''}
          options={figures}
          onChange={setPickedFigure}
        />
      )}
      <button
        type="submit"
        className="button"
        disabled={(kind !== 'note' && savedReportId === '') || (kind === 'figure' && figure === undefined)}
      >
        {t('boards.add')}
      </button>
    </form>
  );
}
