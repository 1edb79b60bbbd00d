import { type FormEvent, useId, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';

export interface FormulaFieldProps {
  readonly formula: string;
  /** Whether the server could not read it. */
  readonly isBad: boolean;
  readonly onChange: (formula: string) => void;
}

/** Asked when it is finished, not with every letter. */
export function FormulaField({ formula, isBad, onChange }: FormulaFieldProps) {
  const { t } = useI18n();
  const problemId = useId();
  const [text, setText] = useState(formula);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <label className="field">
        {t('explore.formula')}
        <input
          className="input"
          placeholder="A/B*100"
          title={t('explore.formulaHint')}
          maxLength={200}
          aria-invalid={isBad}
          aria-describedby={isBad ? problemId : undefined}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={() => text.trim() !== formula && onChange(text.trim())}
        />
      </label>
      {isBad && (
        <p id={problemId} className="explore__problem" role="alert">
          {t('explore.badFormula')}
        </p>
      )}
    </form>
  );
}
