import { useId, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { SelectField, type SelectOption } from '../../ui/select-field.tsx';
import { EventField } from '../reporting/event-field.tsx';
import { FilterRow } from '../reporting/filter-row.tsx';
import { PropertyNames } from '../reporting/property-name.tsx';
import { useEventNames } from '../reporting/use-event-names.ts';
import { aggregations } from './choices.ts';
import {
  letterOf,
  maxSeries,
  needsProperty,
  newSeries,
  type SeriesChoice,
  seriesNow,
} from './explore-state.ts';

export interface SeriesEditorProps {
  readonly series: readonly SeriesChoice[];
  readonly onChange: (series: readonly SeriesChoice[]) => void;
}

export function SeriesEditor({ series, onChange }: SeriesEditorProps) {
  const { t } = useI18n();
  const names = useEventNames(series.map(({ event }) => event));
  const events = [{ value: '', label: t('explore.anyEvent') }, ...names];
  return (
    <>
      {series.map((choice, index) => (
        <SeriesFields
          key={`${letterOf(index)} ${choice.property} ${choice.name}`}
          letter={letterOf(index)}
          choice={choice}
          events={events}
          canRemove={series.length > 1}
          onChange={(patch) =>
            onChange(seriesNow().map((known, place) => (place === index ? { ...known, ...patch } : known)))
          }
          onRemove={() => onChange(seriesNow().filter((_, place) => place !== index))}
        />
      ))}
      <button
        type="button"
        className="button"
        disabled={series.length >= maxSeries}
        onClick={() => onChange([...seriesNow(), newSeries])}
      >
        <Icon name="plus" />
        {t('explore.add')}
      </button>
    </>
  );
}

interface SeriesFieldsProps {
  readonly letter: string;
  readonly choice: SeriesChoice;
  readonly events: readonly SelectOption<string>[];
  readonly canRemove: boolean;
  readonly onChange: (patch: Partial<SeriesChoice>) => void;
  readonly onRemove: () => void;
}

function SeriesFields({ letter, choice, events, canRemove, onChange, onRemove }: SeriesFieldsProps) {
  const { t } = useI18n();
  const [property, setProperty] = useState(choice.property);
  const [name, setName] = useState(choice.name);
  const namesId = useId();
  const isOfProperty = needsProperty(choice.aggregation);
  return (
    <fieldset className="series">
      <legend className="series__letter">{letter}</legend>
      <EventField
        isBare
        label={`${letter}: ${t('explore.event')}`}
        value={choice.event}
        options={events}
        onChange={(event) => onChange({ event })}
      />
      <SelectField
        isBare
        label={`${letter}: ${t('explore.measure')}`}
        value={choice.aggregation}
        options={aggregations.map((value) => ({ value, label: t(`agg.${value}`) }))}
        onChange={(aggregation) =>
          onChange(needsProperty(aggregation) ? { aggregation } : { aggregation, property: '' })
        }
      />
      {isOfProperty && (
        <input
          className="input"
          list={namesId}
          aria-label={`${letter}: ${t('explore.property')}`}
          placeholder={`${t('explore.property')}: revenue`}
          value={property}
          onChange={({ target }) => setProperty(target.value)}
          onBlur={() => property.trim() !== choice.property && onChange({ property: property.trim() })}
          onKeyDown={({ key }) => key === 'Enter' && onChange({ property: property.trim() })}
        />
      )}
      {isOfProperty && <PropertyNames id={namesId} typed={property} />}
      <div className="series__details">
        <FilterRow of={`${letter}`} filters={choice.filters} onChange={(filters) => onChange({ filters })} />
        <input
          className="input series__name"
          aria-label={`${letter}: ${t('explore.name')}`}
          placeholder={t('explore.name')}
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onBlur={() => name.trim() !== choice.name && onChange({ name: name.trim() })}
          onKeyDown={({ key }) => key === 'Enter' && onChange({ name: name.trim() })}
        />
      </div>
      {canRemove && (
        <button
          type="button"
          className="button button--plain button--icon series__remove"
          aria-label={t('explore.remove', { letter })}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
    </fieldset>
  );
}
