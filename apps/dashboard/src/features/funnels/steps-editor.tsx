import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useEventNames } from '../reporting/use-event-names.ts';
import { stepsNow } from './funnel-state.ts';

export interface StepsEditorProps {
  /** Names of events; '' where none is chosen yet. */
  readonly steps: readonly string[];
  readonly onChange: (steps: readonly string[]) => void;
}

const maxSteps = 10;

export function StepsEditor({ steps, onChange }: StepsEditorProps) {
  const { t } = useI18n();
  const names = useEventNames(steps);
  const set = (index: number, name: string) =>
    onChange(stepsNow().map((known, place) => (place === index ? name : known)));
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
        {steps.map((name, index) => {
          const n = index + 1;
          return (
            <li key={index} className="steps__item">
              <span className="steps__number" aria-hidden="true">
                {n}
              </span>
              <SelectField
                isBare
                label={t('funnel.step', { n })}
                value={name}
                options={[{ value: '', label: t('funnel.chooseEvent') }, ...names]}
                onChange={(value) => set(index, value)}
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
            </li>
          );
        })}
      </ol>
      <button
        type="button"
        className="button"
        disabled={steps.length >= maxSteps}
        onClick={() => onChange([...stepsNow(), ''])}
      >
        <Icon name="plus" />
        {t('funnel.addStep')}
      </button>
    </fieldset>
  );
}
