import { type ReactNode, useId } from 'react';
import { SelectField, type SelectOption } from '../../ui/select-field.tsx';

/** What a form holds: a text for each field; several choices are joined by commas. */
export type Values = Readonly<Record<string, string>>;

interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** Where the server says what is wrong with it; default: its name. */
  readonly at?: readonly string[];
}

interface TextField extends FieldBase {
  readonly kind: 'text' | 'password' | 'number' | 'url' | 'date';
  readonly isRequired?: boolean;
  readonly min?: number | string;
  readonly max?: number;
  readonly step?: number | 'any';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  /** Of a password: one that exists already. */
  readonly isKnown?: boolean;
  /** Blanks at its ends are part of it. */
  readonly isExact?: boolean;
}

interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly options: readonly SelectOption<string>[];
}

interface ManyField extends FieldBase {
  readonly kind: 'many';
  readonly options: readonly SelectOption<string>[];
  /** In place of the choices, where there are none. */
  readonly none: ReactNode;
}

interface LinesField extends FieldBase {
  readonly kind: 'lines';
  readonly isRequired?: boolean;
  readonly placeholder?: string;
}

export type Field = TextField | ChoiceField | ManyField | LinesField;

export function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}

export interface FieldViewProps {
  readonly field: Field;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A field with its label, its hint, and what the server says is wrong with it. */
export function FieldView({ field, value, problem, onChange }: FieldViewProps) {
  const id = useId();
  const about = [field.hint === undefined ? '' : `${id}h`, problem === undefined ? '' : `${id}p`]
    .filter((part) => part !== '')
    .join(' ');
  const shared = {
    'aria-describedby': about === '' ? undefined : about,
    'aria-invalid': problem !== undefined,
  };
  return (
    <div className="form-field">
      {field.kind === 'choice' && (
        <SelectField label={field.label} value={value} options={field.options} onChange={onChange} />
      )}
      {field.kind === 'many' && <Many field={field} value={value} onChange={onChange} about={shared} />}
      {field.kind === 'lines' && (
        <label className="field">
          {field.label}
          <textarea
            {...shared}
            className="input form-field__lines"
            rows={3}
            required={field.isRequired}
            placeholder={field.placeholder}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
        </label>
      )}
      {field.kind !== 'choice' && field.kind !== 'many' && field.kind !== 'lines' && (
        <Text id={id} field={field} value={value} onChange={onChange} about={shared} />
      )}
      {field.hint !== undefined && (
        <span id={`${id}h`} className="muted form-field__hint">
          {field.hint}
        </span>
      )}
      {problem !== undefined && (
        <span id={`${id}p`} role="alert" className="form-field__problem">
          {problem}
        </span>
      )}
    </div>
  );
}

interface PartProps<F> {
  readonly field: F;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly about: {
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean;
  };
}

function Text({ id, field, value, onChange, about }: PartProps<TextField> & { readonly id: string }) {
  const { kind, label, suggestions, isRequired, ...limits } = field;
  const { min, max, step, minLength, maxLength, placeholder } = limits;
  return (
    <label className="field">
      {label}
      <input
        {...about}
        className="input"
        type={kind}
        required={isRequired}
        {...{ min, max, step, minLength, maxLength, placeholder }}
        {...(isRequired && kind === 'text' && { pattern: '.*\\S.*' })}
        {...(kind === 'password' && { autoComplete: field.isKnown ? 'current-password' : 'new-password' })}
        {...(suggestions && { list: `${id}l` })}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {suggestions && (
        <datalist id={`${id}l`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </label>
  );
}

function Many({ field, value, onChange, about }: PartProps<ManyField>) {
  const chosen = listOf(value);
  const toggle = (one: string) =>
    onChange((chosen.includes(one) ? chosen.filter((known) => known !== one) : [...chosen, one]).join(','));
  return (
    <fieldset className="form-many" aria-describedby={about['aria-describedby']}>
      <legend>{field.label}</legend>
      {field.options.length === 0 && field.none}
      {field.options.map((option) => (
        <label key={option.value} className="form-many__one">
          <input
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
