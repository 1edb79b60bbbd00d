import { Popover } from '@base-ui/react/popover';
import { type FormEvent, useId, useState } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useSegments } from '../segments/use-segments.ts';
import { knownValue, type NamedValue } from './known-value.ts';
import { filterFields, filterOperators } from './report-state.ts';
import { useReporting } from './reporting-context.tsx';
import { fieldLabel, valueLabel } from './values.ts';

/** Adds a filter by hand, with the values of the range as suggestions. */
export function FilterPicker() {
  const { t } = useI18n();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className="button" aria-label={t('filter.apply')}>
        <Icon name="filter" />
        {t('filter.add')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" sideOffset={6} align="end">
          <Popover.Popup className="popup" aria-label={t('filter.apply')}>
            <FilterForm onDone={() => setIsOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function FilterForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useI18n();
  const { toggleFilter } = useReporting();
  const [field, setField] = useState('path');
  const [property, setProperty] = useState('');
  const [op, setOp] = useState<(typeof filterOperators)[number]>('is');
  const [value, setValue] = useState('');
  const suggestionsId = useId();
  const propertiesId = useId();
  const isProperty = field === 'properties';
  const isSegment = field === 'segment';
  const needsValue = op !== 'isSet' && op !== 'isNotSet';
  const asked = isProperty ? `properties.${property}` : field;
  const known = useKnownValues(asked, !isSegment && (!isProperty || property !== ''));
  const isWhole = op === 'is' || op === 'isNot';
  const meant = isWhole && !isSegment ? knownValue(asked, value, known ?? []) : value;
  const isUnseen = needsValue && known !== undefined && value !== '' && meant === undefined;
  const choose = (name: string) => {
    setField(name);
    setOp('is');
    setValue('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    toggleFilter({
      field: asked,
      op,
      value: needsValue ? (meant ?? value) : '',
    });
    onDone();
  };
  return (
    <form className="filter-picker" onSubmit={submit}>
      <label className="field">
        {t('filter.field')}
        <select className="select" value={field} onChange={({ target }) => choose(target.value)}>
          {filterFields.map(({ field: name }) => (
            <option key={name} value={name}>
              {fieldLabel(name, t)}
            </option>
          ))}
          <option value="properties">{t('filter.property')}</option>
          <option value="segment">{t('field.segment')}</option>
        </select>
      </label>
      {isProperty && (
        <label className="field">
          {t('filter.propertyName')}
          <input
            className="input"
            required
            list={propertiesId}
            value={property}
            onChange={({ target }) => setProperty(target.value)}
          />
        </label>
      )}
      <label className="field">
        {t('filter.operator')}
        <select
          className="select"
          value={op}
          onChange={({ target }) => setOp(filterOperators.find((known) => known === target.value) ?? 'is')}
        >
          {(isSegment ? segmentOperators : filterOperators).map((name) => (
            <option key={name} value={name}>
              {t(`op.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {isSegment && <SegmentChoice value={value} onChange={setValue} />}
      {needsValue && !isSegment && (
        <label className="field">
          {t('filter.value')}
          <input
            className="input"
            required
            list={suggestionsId}
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
        </label>
      )}
      {isUnseen && (
        <p className="filter-picker__unseen muted" role="status">
          {t('filter.unseen')}
        </p>
      )}
      {isProperty && <PropertyNames id={propertiesId} />}
      <datalist id={suggestionsId}>
        {known?.map(({ value: name, label }) => (
          <option key={name} value={name} label={label} />
        ))}
      </datalist>
      <button type="submit" className="button button--primary">
        {t('filter.apply')}
      </button>
    </form>
  );
}

const segmentOperators = ['is', 'isNot'] as const;

interface SegmentChoiceProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
}

function SegmentChoice({ value, onChange }: SegmentChoiceProps) {
  const { t } = useI18n();
  const segments = useSegments();
  return (
    <label className="field">
      {t('filter.value')}
      <select className="select" required value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t('segments.choose')}</option>
        {segments.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function PropertyNames({ id }: { readonly id: string }) {
  const { query } = useReporting();
  const { startDate, endDate } = query;
  const names = useReport('names/properties', { startDate, endDate, limit: 100 });
  return (
    <datalist id={id}>
      {[...new Set(names.data?.data.map(({ name }) => name.replace('properties.', '')))].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

/** The values that a field has in the range, the most frequent ones; undefined while they are loaded. */
function useKnownValues(field: string, enabled: boolean): readonly NamedValue[] | undefined {
  const { t, format } = useI18n();
  const { query } = useReporting();
  const { startDate, endDate } = query;
  const dimension = filterFields.find((known) => known.field === field)?.dimension;
  const isPath = dimension === 'path';
  const isOfEvents = dimension === undefined;
  const all = { startDate, endDate, timezone: query.timezone, limit: 1000 };
  const pages = useReport('pages', { ...all, by: 'top' }, { enabled: enabled && isPath });
  const values = useReport(
    'breakdown',
    { ...all, dimension: isPath || isOfEvents ? 'name' : dimension },
    { enabled: enabled && !isPath && !isOfEvents },
  );
  const ofProperty = useReport('names/values', { ...all, field }, { enabled: enabled && isOfEvents });
  const names = isPath
    ? pages.data?.data.map(({ path }) => path)
    : (isOfEvents ? ofProperty : values).data?.data.map(({ name }) => name);
  return names
    ?.filter((name) => name !== '')
    .map((name) => ({ value: name, label: valueLabel(field, name, t, format) }));
}
