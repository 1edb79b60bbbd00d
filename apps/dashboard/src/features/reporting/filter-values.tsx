import { type KeyboardEvent, useId } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { NamedValue } from './known-value.ts';
import { valueLabel } from './values.ts';

export interface FilterValuesProps {
  readonly field: string;
  /** Suggestions. */
  readonly values: readonly NamedValue[];
  readonly typed: string;
  readonly onType: (text: string) => void;
  /** Those that are chosen already, where there may be several. */
  readonly several?: readonly string[];
  readonly onSeveral?: (values: readonly string[]) => void;
}

/** One value, or several: each is added with the enter key. */
export function FilterValues({ field, values, typed, onType, several, onSeveral }: FilterValuesProps) {
  const { t, format } = useI18n();
  const listId = useId();
  const add = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !several || typed === '' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSeveral?.([...new Set([...several, typed])]);
    onType('');
  };
  return (
    <>
      {several && several.length > 0 && (
        <ul className="filter-chips">
          {several.map((value) => (
            <li key={value} className="filter-chip">
              <span className="filter-chip__text">{valueLabel(field, value, t, format)}</span>
              <button
                type="button"
                aria-label={t('filter.remove', { filter: valueLabel(field, value, t, format) })}
                onClick={() => onSeveral?.(several.filter((one) => one !== value))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className="field">
        {t('filter.value')}
        <input
          className="input"
          required={!several || several.length === 0}
          list={listId}
          placeholder={several && t('filter.severalHint')}
          value={typed}
          onChange={({ target }) => onType(target.value)}
          onKeyDown={add}
        />
      </label>
      <datalist id={listId}>
        {values.map(({ value, label }) => (
          <option key={value} value={value} label={label} />
        ))}
      </datalist>
    </>
  );
}
