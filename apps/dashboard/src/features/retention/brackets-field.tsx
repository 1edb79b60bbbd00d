import { type FormEvent, useId, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { defaultBrackets, readBrackets } from './columns.ts';

export interface BracketsFieldProps {
  readonly brackets: string;
  readonly onChange: (brackets: string) => void;
}

/** The table's columns as text; asked when it is finished, and not while it says nothing that can be asked. */
export function BracketsField({ brackets, onChange }: BracketsFieldProps) {
  const { t } = useI18n();
  const [text, setText] = useState(brackets);
  const hintId = useId();
  const meant = readBrackets(text);
  const finish = () => {
    if (meant !== undefined && meant !== brackets) onChange(meant);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    finish();
  };
  return (
    <form onSubmit={submit}>
      <label className="field">
        {t('retention.brackets')}
        <input
          className="input"
          placeholder={defaultBrackets}
          maxLength={300}
          value={text}
          aria-invalid={meant === undefined}
          aria-describedby={meant === undefined ? hintId : undefined}
          onChange={({ target }) => setText(target.value)}
          onBlur={finish}
        />
      </label>
      {meant === undefined && (
        <p id={hintId} className="retention-form__problem" role="status">
          {t('retention.bracketsHint', { example: defaultBrackets })}
        </p>
      )}
    </form>
  );
}
