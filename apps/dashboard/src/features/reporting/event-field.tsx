import { useDeferredValue, useId, useState } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { SelectField, type SelectFieldProps } from '../../ui/select-field.tsx';
import { useReporting } from './reporting-context.tsx';
import { mostEventNames } from './use-event-names.ts';

/** A choice of an event. Where there are more names than a list holds, the name is typed and the server searches it. */
export function EventField(props: SelectFieldProps<string>) {
  return props.options.length < mostEventNames ? <SelectField {...props} /> : <SearchedEvent {...props} />;
}

function SearchedEvent({ label, value, options, onChange, isBare = false }: SelectFieldProps<string>) {
  const { query } = useReporting();
  const [id, listId] = [useId(), useId()];
  const labelOf = (name: string) => options.find((option) => option.value === name)?.label ?? name;
  const [typed, setTyped] = useState(labelOf(value));
  const search = useDeferredValue(typed.trim());
  const { startDate, endDate } = query;
  const result = useReport(
    'names/events',
    { startDate, endDate, search, limit: 50 },
    { enabled: search !== '' },
  );
  const names = result.data?.data.map(({ name }) => name) ?? [];
  const take = (text: string) => {
    setTyped(text);
    const chosen =
      options.find((option) => option.label === text)?.value ?? names.find((name) => name === text);
    if (chosen !== undefined) onChange(chosen);
  };
  const input = (
    <input
      id={id}
      className="input"
      list={listId}
      {...(isBare && { 'aria-label': label })}
      value={typed}
      onChange={({ target }) => take(target.value)}
      onBlur={() => setTyped(labelOf(value))}
    />
  );
  const firstOptions = options.slice(0, 50).map((option) => option.label);
  const list = (
    <datalist id={listId}>
      {[...new Set(search === '' ? firstOptions : names)].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
  if (isBare)
    return (
      <>
        {input}
        {list}
      </>
    );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {input}
      {list}
    </div>
  );
}
