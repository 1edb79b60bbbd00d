import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useBreakdownOptions } from '../reporting/use-breakdown-options.ts';
import { ExclusionsEditor } from './exclusions-editor.tsx';
import { attributionsOf, type Funnel, orders, units, windows, writeExclusions } from './funnel-state.ts';
import { stepName, writeStep } from './funnel-steps.ts';
import { StepsEditor } from './steps-editor.tsx';

/** What a funnel is asked. */
export function FunnelForm(funnel: Funnel) {
  const { steps, window, order, by, breakdown, exclusions, change } = funnel;
  const { t, format } = useI18n();
  const fields = useBreakdownOptions(breakdown ? [breakdown] : []);
  return (
    <section className="card card--plain">
      <div className="card__body form">
        <StepsEditor
          steps={steps}
          onChange={(next) => change({ step: next.map(writeStep), who: undefined })}
        />
        <SelectField
          label={t('funnel.window')}
          value={window}
          options={windows.map((value) => ({
            value,
            label: value === 'session' ? t('funnel.windowSession') : format.span(value),
          }))}
          onChange={(value) => change({ window: value })}
        />
        <SelectField
          label={t('funnel.order')}
          value={order}
          options={orders.map((value) => ({ value, label: t(`funnel.${value}`) }))}
          onChange={(value) => change({ order: value })}
        />
        {order === 'any' ? (
          exclusions.length > 0 && <p className="muted steps__hint">{t('funnel.exclusionsNeedOrder')}</p>
        ) : (
          <ExclusionsEditor
            exclusions={exclusions}
            stepCount={steps.length}
            onChange={(next) => change({ exclude: writeExclusions(next) })}
          />
        )}
        <SelectField
          label={t('funnel.by')}
          value={by}
          options={units.map((value) => ({ value, label: t(`funnel.${value}`) }))}
          onChange={(value) => change({ by: value })}
        />
        <SelectField
          label={t('funnel.breakdown')}
          value={breakdown ?? ''}
          options={[{ value: '', label: t('funnel.noBreakdown') }, ...fields]}
          onChange={(value) => change({ breakdown: value === '' ? undefined : value })}
        />
        {breakdown && <AttributionSelect {...funnel} />}
      </div>
    </section>
  );
}

function AttributionSelect({ steps, attribution, change }: Funnel) {
  const { t } = useI18n();
  const labelOf = (value: string) => {
    if (value === 'first' || value === 'last') return t(`funnel.attribution.${value}`);
    const n = Number(value.slice(5));
    const step = steps[n - 1];
    return `${t('funnel.step', { n })}: ${(step && stepName(step)) || '–'}`;
  };
  return (
    <SelectField
      label={t('funnel.attribution')}
      value={attribution}
      options={attributionsOf(steps.length).map((value) => ({ value, label: labelOf(value) }))}
      onChange={(value) => change({ attribution: value === 'first' ? undefined : value })}
    />
  );
}
