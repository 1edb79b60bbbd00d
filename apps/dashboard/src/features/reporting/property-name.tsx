import { useDeferredValue, useId } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useReporting } from './reporting-context.tsx';

export interface PropertyNameProps {
  readonly kind: 'properties' | 'profile';
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** The name of a property of events, with those that match as suggestions; or of people. */
export function PropertyName({ kind, value, onChange }: PropertyNameProps) {
  const { t } = useI18n();
  const listId = useId();
  return (
    <label className="field">
      {t('filter.propertyName')}
      <input
        className="input"
        required
        list={kind === 'properties' ? listId : undefined}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {kind === 'properties' && <PropertyNames id={listId} typed={value} />}
    </label>
  );
}

const mostNames = 1000;

/** Suggestions for a field of a form: the most frequent names, or where those are cut, what contains the typed text. */
export function PropertyNames({ id, typed }: { readonly id: string; readonly typed: string }) {
  const { query } = useReporting();
  const { startDate, endDate } = query;
  const all = { startDate, endDate, limit: mostNames };
  const search = useDeferredValue(typed.trim());
  const names = useReport('names/properties', all);
  const isCut = (names.data?.data.length ?? 0) >= mostNames;
  const matching = useReport('names/properties', { ...all, search }, { enabled: isCut && search !== '' });
  const matches = [...(names.data?.data ?? []), ...(isCut ? (matching.data?.data ?? []) : [])];
  return (
    <datalist id={id}>
      {[...new Set(matches.map(({ name }) => name.replace('properties.', '')))].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}
