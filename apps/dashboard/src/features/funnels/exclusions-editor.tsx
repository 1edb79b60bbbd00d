import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { EventField } from '../reporting/event-field.tsx';
import { useEventNames } from '../reporting/use-event-names.ts';
import { type Exclusion, exclusionsNow, maxExclusions } from './funnel-state.ts';

export interface ExclusionsEditorProps {
  readonly exclusions: readonly Exclusion[];
  readonly stepCount: number;
  readonly onChange: (exclusions: readonly Exclusion[]) => void;
}

/** Events that end an attempt, each between two steps. */
export function ExclusionsEditor({ exclusions, stepCount, onChange }: ExclusionsEditorProps) {
  const { t } = useI18n();
  const names = useEventNames(exclusions.map(({ event }) => event));
  const set = (index: number, patch: Partial<Exclusion>) =>
    onChange(exclusionsNow().map((known, place) => (place === index ? { ...known, ...patch } : known)));
  return (
    <fieldset className="steps">
      <legend>{t('funnel.exclusions')}</legend>
      {exclusions.length > 0 && (
        <ol>
          {exclusions.map(({ event, from, to = stepCount }, index) => {
            const n = index + 1;
            return (
              <li key={index} className="exclusion">
                <EventField
                  isBare
                  label={t('funnel.exclusion', { n })}
                  value={event}
                  options={[{ value: '', label: t('funnel.chooseEvent') }, ...names]}
                  onChange={(value) => set(index, { event: value })}
                />
                <button
                  type="button"
                  className="button button--plain button--icon"
                  aria-label={t('funnel.removeExclusion', { n })}
                  onClick={() => onChange(exclusionsNow().filter((_, place) => place !== index))}
                >
                  <Icon name="close" />
                </button>
                <div className="exclusion__span">
                  <StepSelect
                    label={t('funnel.exclusionFrom', { n })}
                    text={(step) => t('funnel.afterStep', { n: step })}
                    value={from}
                    first={1}
                    last={stepCount - 1}
                    onChange={(step) => set(index, { from: step, ...(to <= step && { to: undefined }) })}
                  />
                  <StepSelect
                    label={t('funnel.exclusionTo', { n })}
                    text={(step) => t('funnel.beforeStep', { n: step })}
                    value={to}
                    first={from + 1}
                    last={stepCount}
                    onChange={(step) => set(index, { to: step === stepCount ? undefined : step })}
                  />
                </div>
              </li>
            );
          })}
        </ol>
      )}
      <button
        type="button"
        className="button"
        disabled={exclusions.length >= maxExclusions}
        onClick={() => onChange([...exclusionsNow(), { event: '', from: 1, to: undefined }])}
      >
        <Icon name="plus" />
        {t('funnel.addExclusion')}
      </button>
      {exclusions.length > 0 && <p className="muted steps__hint">{t('funnel.exclusionHint')}</p>}
    </fieldset>
  );
}

interface StepSelectProps {
  readonly label: string;
  readonly text: (step: number) => string;
  readonly value: number;
  readonly first: number;
  readonly last: number;
  readonly onChange: (step: number) => void;
}

function StepSelect({ label, text, value, first, last, onChange }: StepSelectProps) {
  const options = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return (
    <SelectField
      isBare
      label={label}
      value={String(value)}
      options={options.map((step) => ({ value: String(step), label: text(step) }))}
      onChange={(step) => onChange(Number(step))}
    />
  );
}
