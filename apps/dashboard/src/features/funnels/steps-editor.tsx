import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { SelectOption } from '../../ui/select-field.tsx';
import { EventField } from '../reporting/event-field.tsx';
import { FilterRow } from '../reporting/filter-row.tsx';
import { useEventNames } from '../reporting/use-event-names.ts';
import { stepsNow } from './funnel-state.ts';
import { emptyStep, maxEvents, type StepChoice } from './funnel-steps.ts';

export interface StepsEditorProps {
  readonly steps: readonly StepChoice[];
  readonly onChange: (steps: readonly StepChoice[]) => void;
}

const maxSteps = 10;

export function StepsEditor({ steps, onChange }: StepsEditorProps) {
  const { t } = useI18n();
  const names = useEventNames(steps.flatMap(({ events }) => events));
  const set = (index: number, patch: Partial<StepChoice>) =>
    onChange(stepsNow().map((known, place) => (place === index ? { ...known, ...patch } : known)));
  const swap = (index: number) => {
    const now = stepsNow();
    onChange(
      now.map((known, place) => {
        if (place === index) return now[index - 1] ?? known;
        return place === index - 1 ? (now[index] ?? known) : known;
      }),
    );
  };
  return (
    <fieldset className="steps">
      <legend>{t('funnel.steps')}</legend>
      <ol>
        {steps.map((step, index) => {
          const n = index + 1;
          return (
            <li key={index} className="steps__item">
              <span className="steps__number" aria-hidden="true">
                {n}
              </span>
              <EventField
                isBare
                label={t('funnel.step', { n })}
                value={step.events[0]}
                options={[{ value: '', label: t('funnel.chooseEvent') }, ...names]}
                onChange={(value) => set(index, { events: [value, ...step.events.slice(1)] })}
              />
              <button
                type="button"
                className="button button--plain button--icon"
                aria-label={t('funnel.moveUp', { n })}
                disabled={index === 0}
                onClick={() => swap(index)}
              >
                <Icon name="up" />
              </button>
              <button
                type="button"
                className="button button--plain button--icon"
                aria-label={t('funnel.removeStep', { n })}
                disabled={steps.length <= 2}
                onClick={() => onChange(stepsNow().filter((_, place) => place !== index))}
              >
                <Icon name="close" />
              </button>
              {step.events[0] !== '' && (
                <StepDetails n={n} step={step} names={names} onChange={(patch) => set(index, patch)} />
              )}
            </li>
          );
        })}
      </ol>
      <button
        type="button"
        className="button"
        disabled={steps.length >= maxSteps}
        onClick={() => onChange([...stepsNow(), emptyStep])}
      >
        <Icon name="plus" />
        {t('funnel.addStep')}
      </button>
    </fieldset>
  );
}

interface StepDetailsProps {
  readonly n: number;
  readonly step: StepChoice;
  readonly names: readonly SelectOption<string>[];
  readonly onChange: (patch: Partial<StepChoice>) => void;
}

/** Other events that fulfil the step, too, and what has to be true of them. */
function StepDetails({ n, step, names, onChange }: StepDetailsProps) {
  const { t } = useI18n();
  const [first, ...others] = step.events;
  const setOthers = (next: readonly string[]) => onChange({ events: [first, ...next] });
  return (
    <div className="steps__details">
      {others.map((name, place) => (
        <div key={place} className="steps__other">
          <EventField
            isBare
            label={t('funnel.orEvent', { n })}
            value={name}
            options={[{ value: '', label: t('funnel.chooseOther') }, ...names]}
            onChange={(value) => setOthers(others.with(place, value))}
          />
          <button
            type="button"
            className="button button--plain button--icon"
            aria-label={t('funnel.removeEvent', { n, event: name })}
            onClick={() => setOthers(others.filter((_, one) => one !== place))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button--plain button--small"
        aria-label={`${t('filter.or')}: ${t('funnel.addEvent', { n })}`}
        disabled={step.events.length >= maxEvents || others.includes('')}
        onClick={() => setOthers([...others, ''])}
      >
        <Icon name="plus" />
        {t('filter.or')}
      </button>
      <FilterRow
        of={t('funnel.step', { n })}
        filters={step.filters}
        onChange={(filters) => onChange({ filters })}
      />
    </div>
  );
}
