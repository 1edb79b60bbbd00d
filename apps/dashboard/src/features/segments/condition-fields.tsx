import { type ChangeEvent, useId } from 'react';
import type { Definition } from '../../api/segments.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { isPayment, payment } from '../reporting/did-text.ts';
import { EventField } from '../reporting/event-field.tsx';
import { plainOperators } from '../reporting/filter-choice.ts';
import { useEventNames } from '../reporting/use-event-names.ts';
import { changed, daysOf, timesOf } from './definition.ts';
import { useSegments } from './use-segments.ts';

export interface FieldsProps {
  readonly condition: Definition;
  readonly onChange: (condition: Definition) => void;
}

/** No event's name: a name is not blank. */
const paid = ' ';

const whens = ['ever', 'lastDays', 'firstDays'] as const;

/** What people did, or did not do: an event, how often, and when. */
export function DidFields({ condition, onChange }: FieldsProps) {
  const { t } = useI18n();
  const event = typeof condition.event === 'string' ? condition.event : '';
  const names = useEventNames([event]);
  const when = whens.find((key) => key !== 'ever' && daysOf(condition, key) !== undefined) ?? 'ever';
  const days = when === 'ever' ? undefined : daysOf(condition, when);
  const change = (patch: Definition) => onChange(changed(condition, patch));
  return (
    <>
      <SelectField
        isBare
        label={t('segments.did')}
        value={condition.did === false ? 'false' : 'true'}
        options={(['true', 'false'] as const).map((value) => ({ value, label: t(`segments.did.${value}`) }))}
        onChange={(value) => change({ did: value === 'true' })}
      />
      <EventField
        isBare
        label={t('explore.event')}
        value={isPayment(condition) ? paid : event}
        options={[
          { value: '', label: t('explore.anyEvent') },
          { value: paid, label: t('filter.did.payment') },
          ...names,
        ]}
        onChange={(value) =>
          change(
            value === paid
              ? { event: undefined, ...payment }
              : { event: value || undefined, filters: undefined },
          )
        }
      />
      <NumberField
        label={t('segments.times')}
        value={timesOf(condition)}
        onChange={(value) => change({ count: value === 1 ? undefined : { op: 'gte', value } })}
      />
      <SelectField
        isBare
        label={t('segments.when')}
        value={when}
        options={whens.map((value) => ({ value, label: t(`segments.when.${value}`) }))}
        onChange={(key) =>
          change({ range: key === 'ever' ? undefined : { [key]: days ?? (key === 'firstDays' ? 1 : 30) } })
        }
      />
      {days !== undefined && (
        <NumberField
          label={t('segments.days')}
          value={days}
          onChange={(value) => change({ range: { [when]: value } })}
        />
      )}
    </>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, onChange }: NumberFieldProps) {
  const set = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const number = Math.round(target.valueAsNumber);
    if (number >= 1 && number <= 3650) onChange(number);
  };
  return (
    <label className="segment-number">
      <input className="input" type="number" min={1} max={3650} value={value} onChange={set} />
      {label}
    </label>
  );
}

const suggestions = [
  'first.utm_campaign',
  'first.utm_source',
  'first.channel',
  'first.country',
  'first.platform',
  'first.app_version',
  'first.day',
  'last.country',
  'last.os',
  'last.timestamp',
  'profile.plan',
  'group.name',
] as const;

/** What people are: a field of their profile, their first touch or their latest event. */
export function WhoFields({ condition, onChange }: FieldsProps) {
  const { t } = useI18n();
  const listId = useId();
  const op = plainOperators.find((known) => known === condition.op);
  const needsValue = op !== 'isSet' && op !== 'isNotSet';
  const change = (patch: Definition) => onChange(changed(condition, patch));
  return (
    <>
      <input
        className="input"
        aria-label={t('filter.field')}
        required
        list={listId}
        value={String(condition.field ?? '')}
        onChange={({ target }) => change({ field: target.value })}
      />
      <datalist id={listId}>
        {suggestions.map((field) => (
          <option key={field} value={field} />
        ))}
      </datalist>
      <SelectField
        isBare
        label={t('filter.operator')}
        value={op ?? 'is'}
        options={plainOperators.map((value) => ({ value, label: t(`op.${value}`) }))}
        onChange={(next) =>
          change({
            op: next,
            value: next === 'isSet' || next === 'isNotSet' ? undefined : (condition.value ?? ''),
          })
        }
      />
      {needsValue && (
        <input
          className="input"
          aria-label={t('filter.value')}
          value={String(condition.value ?? '')}
          onChange={({ target }) => change({ value: target.value })}
        />
      )}
    </>
  );
}

/** In another segment, or not. */
export function SegmentFields({
  condition,
  onChange,
  without,
}: FieldsProps & { readonly without: string | undefined }) {
  const { t } = useI18n();
  const others = (useSegments().data ?? []).filter(({ id }) => id !== without);
  const value = Array.isArray(condition.value) ? String(condition.value[0] ?? '') : '';
  return (
    <>
      <SelectField
        isBare
        label={t('filter.operator')}
        value={condition.op === 'notIn' ? 'notIn' : 'in'}
        options={(['in', 'notIn'] as const).map((op) => ({ value: op, label: t(`segments.${op}`) }))}
        onChange={(op) => onChange(changed(condition, { op }))}
      />
      <SelectField
        isBare
        label={t('field.segment')}
        value={value}
        options={[
          { value: '', label: t('segments.choose') },
          ...others.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => onChange(changed(condition, { value: [id] }))}
      />
    </>
  );
}
