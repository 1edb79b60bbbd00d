import type { DidCondition } from '@gatrix/analytics-protocol/insights';
import { useEffect, useId, useState } from 'react';
import { Link } from 'react-router';
import type { Definition } from '../../api/segments.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { DidFields } from '../segments/condition-fields.tsx';
import { useSegments } from '../segments/use-segments.ts';
import {
  didChoice,
  type FilterChoice,
  type FilterOperator,
  filterOperators,
  needsValue,
  takesSeveral,
} from './filter-choice.ts';
import { canFilterPeople, filterGroups } from './filter-fields.ts';
import { FilterValues } from './filter-values.tsx';
import { knownValue } from './known-value.ts';
import { PropertyName } from './property-name.tsx';
import { useFilterTexts } from './use-filter-texts.ts';
import { useKnownValues } from './use-known-values.ts';
import { fieldLabel } from './values.ts';

export interface FilterFormProps {
  /** Those that are there: the new one can be joined to the last. */
  readonly filters: readonly FilterChoice[];
  readonly onAdd: (filter: FilterChoice) => void;
  /** Whether people are filtered, for whom some fields mean nothing. */
  readonly isOfPeople: boolean;
}

const segmentOperators = ['is', 'isNot'] as const;

/** Fields whose name is typed. */
const named = ['properties', 'profile'] as const;

export function FilterForm({ filters, onAdd, isOfPeople }: FilterFormProps) {
  const { t } = useI18n();
  const [field, setField] = useState('path');
  const [key, setKey] = useState('');
  const [op, setOp] = useState<FilterOperator>('is');
  const [value, setValue] = useState('');
  const [several, setSeveral] = useState<readonly string[]>([]);
  const [isOr, setIsOr] = useState(false);
  const prefix = named.find((name) => name === field);
  const isSegment = field === 'segment';
  const isDid = field === 'did';
  const [did, setDid] = useState<Definition>({ did: true });
  const fullField = prefix ? `${prefix}.${key}` : field;
  const canSuggest = !isSegment && !isDid && prefix !== 'profile' && (!prefix || key !== '');
  const suggestions = useKnownValues(fullField, value, canSuggest);
  const meantBy = (text: string) => knownValue(fullField, text, suggestions.values ?? []);
  const isWhole = !isSegment && !isDid && ['is', 'isNot', 'in', 'notIn'].includes(op);
  const isUnseen =
    isWhole &&
    suggestions.isAll &&
    suggestions.values !== undefined &&
    value !== '' &&
    meantBy(value) === undefined;
  const choose = (name: string) => {
    setField(name);
    setOp('is');
    setValue('');
    setSeveral([]);
  };
  // What is meant is found among the known values: a submit that is early waits for them.
  const [isWaiting, setIsWaiting] = useState(false);
  const isEarly = isWhole && suggestions.isLoading;
  const submit = () => {
    setIsWaiting(isEarly);
    if (isEarly) return;
    const joined = { ...(isOr && { or: true }) };
    if (isDid) return onAdd({ ...didChoice(did as DidCondition), ...joined });
    const typed = takesSeveral(op) ? [...several, value].filter((one) => one !== '') : [value];
    const all = [...new Set(typed.map((one) => (isWhole ? (meantBy(one) ?? one) : one)))];
    onAdd({ field: fullField, op, value: needsValue(op) ? all.join('\n') : '', ...joined });
  };
  useEffect(() => {
    if (isWaiting && !isEarly) submit();
  });
  return (
    <form
      className="filter-picker"
      aria-busy={isWaiting}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <FieldSelect field={field} isOfPeople={isOfPeople} onChange={choose} />
      {prefix && <PropertyName kind={prefix} value={key} onChange={setKey} />}
      {isDid ? (
        <div className="filter-picker__did">
          <DidFields condition={did} onChange={setDid} />
        </div>
      ) : (
        <OperatorSelect op={op} operators={isSegment ? segmentOperators : filterOperators} onChange={setOp} />
      )}
      {isSegment && <SegmentChoice value={value} onChange={setValue} />}
      {needsValue(op) && !isSegment && !isDid && (
        <FilterValues
          field={fullField}
          values={suggestions.values ?? []}
          typed={value}
          onType={setValue}
          {...(takesSeveral(op) && {
            several,
            onSeveral: setSeveral,
          })}
        />
      )}
      {isUnseen && (
        <p className="filter-picker__unseen muted" role="status">
          {t('filter.unseen')}
        </p>
      )}
      <JoinField filters={filters} isOr={isOr} onChange={setIsOr} />
      <button type="submit" className="button button--primary">
        {t('filter.apply')}
      </button>
    </form>
  );
}

interface FieldSelectProps {
  readonly field: string;
  readonly isOfPeople: boolean;
  readonly onChange: (field: string) => void;
}

function FieldSelect({ field, isOfPeople, onChange }: FieldSelectProps) {
  const { t } = useI18n();
  const groups = filterGroups
    .map(({ label, fields }) => ({
      label,
      fields: fields.filter((one) => !isOfPeople || canFilterPeople(one.field)),
    }))
    .filter(({ fields }) => fields.length > 0);
  return (
    <label className="field">
      {t('filter.field')}
      <select className="select" value={field} onChange={({ target }) => onChange(target.value)}>
        {groups.map(({ label, fields }) => (
          <optgroup key={label} label={t(label)}>
            {fields.map(({ field: name }) => (
              <option key={name} value={name}>
                {fieldLabel(name, t)}
              </option>
            ))}
          </optgroup>
        ))}
        <optgroup label={t('filter.group.more')}>
          <option value="properties">{t('filter.property')}</option>
          <option value="profile">{t('filter.profile')}</option>
          <option value="did">{t('filter.did')}</option>
          <option value="segment">{t('field.segment')}</option>
        </optgroup>
      </select>
    </label>
  );
}

interface OperatorSelectProps {
  readonly op: FilterOperator;
  readonly operators: readonly FilterOperator[];
  readonly onChange: (op: FilterOperator) => void;
}

function OperatorSelect({ op, operators, onChange }: OperatorSelectProps) {
  const { t } = useI18n();
  return (
    <label className="field">
      {t('filter.operator')}
      <select
        className="select"
        value={op}
        onChange={({ target }) => onChange(operators.find((one) => one === target.value) ?? 'is')}
      >
        {operators.map((name) => (
          <option key={name} value={name}>
            {t(`op.${name}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface JoinFieldProps {
  readonly filters: readonly FilterChoice[];
  readonly isOr: boolean;
  readonly onChange: (isOr: boolean) => void;
}

/** Whether the new condition holds beside the others, or in place of the last. */
function JoinField({ filters, isOr, onChange }: JoinFieldProps) {
  const { t } = useI18n();
  const textOf = useFilterTexts(filters);
  const id = useId();
  const last = filters.at(-1);
  if (!last) return null;
  return (
    <div className="field">
      <label htmlFor={id}>{t('filter.join')}</label>
      <select
        id={id}
        className="select"
        value={isOr ? 'or' : 'and'}
        onChange={({ target }) => onChange(target.value === 'or')}
      >
        <option value="and">{t('filter.joinAnd')}</option>
        <option value="or">
          {t('filter.joinOr', { filter: t('filter.chip', { ...textOf(last) }).trim() })}
        </option>
      </select>
    </div>
  );
}

interface SegmentChoiceProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** People of a saved segment. */
function SegmentChoice({ value, onChange }: SegmentChoiceProps) {
  const { t } = useI18n();
  const segments = useSegments();
  return (
    <>
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
      <Link to="/segments">{t('filter.newSegment')}</Link>
    </>
  );
}
