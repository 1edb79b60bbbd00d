import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { type Field, FieldView, type Values } from './fields.tsx';
import { placedProblems } from './problems.ts';

export interface FormProps {
  /** Those that are asked for, given what is in the form. */
  readonly fields: (values: Values) => readonly Field[];
  readonly initial: Values;
  readonly action: string;
  readonly onSubmit: (values: Values) => Promise<unknown>;
  /** Beneath the fields. */
  readonly children?: ReactNode;
}

/** Fields with a button; what the server refuses stands at its field. */
export function Form({ fields, initial, action, onSubmit, children }: FormProps) {
  const { t } = useI18n();
  const m = useManageTexts();
  const [values, setValues] = useState(initial);
  const [error, setError] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const shown = fields(values);
  const problems = error === undefined ? undefined : placedProblems(error, shown, t, m);
  const send = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      await onSubmit(Object.fromEntries(shown.map((field) => [field.name, sentValue(field, values)])));
    } catch (refusal) {
      setError(refusal);
    }
    setIsBusy(false);
  };
  useEffect(() => {
    if (error !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) void send();
  };
  return (
    <form ref={form} className="form" onSubmit={submit}>
      {shown.map((field) => (
        <FieldView
          key={field.name}
          field={field}
          value={shownValue(field, values)}
          problem={problems?.ofFields[field.name]}
          onChange={(value) => setValues((known) => ({ ...known, [field.name]: value }))}
        />
      ))}
      {children}
      {problems?.others.map((problem) => (
        <p key={problem} role="alert" className="form-field__problem">
          {problem}
        </p>
      ))}
      <button type="submit" className="button button--primary form__submit" disabled={isBusy}>
        {action}
      </button>
    </form>
  );
}

function sentValue(field: Field, values: Values): string {
  const value = shownValue(field, values);
  return 'isExact' in field && field.isExact ? value : value.trim();
}

/** A list of choices has always one of them. */
function shownValue(field: Field, values: Values): string {
  const value = values[field.name] ?? '';
  if (field.kind !== 'choice' || field.options.some((option) => option.value === value)) return value;
  return field.options[0]?.value ?? '';
}
