import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { EventField } from '../reporting/event-field.tsx';
import { useBreakdownOptions } from '../reporting/use-breakdown-options.ts';
import { useEventNames } from '../reporting/use-event-names.ts';
import { BracketsField } from './brackets-field.tsx';
import { defaultBrackets } from './columns.ts';
import { cohorts, criteria, lastPeriods, periods, type Retention } from './use-retention.ts';

const inBrackets = 'brackets';

/** What a retention is asked. */
export function RetentionForm({
  start,
  back,
  period,
  last,
  brackets,
  criterion,
  cohort,
  breakdown,
  change,
}: Retention) {
  const { t } = useI18n();
  const names = useEventNames([start, back]);
  const events = [{ value: '', label: t('retention.anyEvent') }, ...names];
  const fields = useBreakdownOptions(breakdown ? [breakdown] : []);
  const ends = [...lastPeriods[period]].sort((a, b) => Number(a) - Number(b));
  return (
    <section className="card card--plain">
      <div className="card__body retention-form">
        <EventField
          label={t('retention.start')}
          value={start}
          options={events}
          onChange={(value) => change({ start: value || undefined })}
        />
        <EventField
          label={t('retention.return')}
          value={back}
          options={events}
          onChange={(value) => change({ return: value || undefined })}
        />
        <SelectField
          label={t('retention.period')}
          value={period}
          options={periods.map((value) => ({ value, label: t(`retention.${value}`) }))}
          onChange={(value) => change({ period: value, last: undefined })}
        />
        <SelectField
          label={t('retention.upTo')}
          value={brackets === undefined ? String(last) : inBrackets}
          options={[
            ...ends.map((value) => ({ value, label: t(`retention.short.${period}`, { n: value }) })),
            { value: inBrackets, label: t('retention.inBrackets') },
          ]}
          onChange={(value) =>
            change(
              value === inBrackets
                ? { brackets: defaultBrackets }
                : { brackets: undefined, last: value === lastPeriods[period][0] ? undefined : value },
            )
          }
        />
        {brackets !== undefined && (
          <BracketsField
            key={brackets}
            brackets={brackets}
            onChange={(value) => change({ brackets: value })}
          />
        )}
        <SelectField
          label={t('retention.criterion')}
          value={criterion}
          options={criteria.map((value) => ({ value, label: t(`retention.${value}`) }))}
          onChange={(value) => change({ criterion: value })}
        />
        <SelectField
          label={t('retention.cohort')}
          value={cohort}
          options={cohorts.map((value) => ({ value, label: t(`retention.${value}`) }))}
          onChange={(value) => change({ cohort: value })}
        />
        <SelectField
          label={t('retention.group')}
          value={breakdown ?? ''}
          options={[{ value: '', label: t('funnel.noBreakdown') }, ...fields]}
          onChange={(value) => change({ breakdown: value || undefined })}
        />
      </div>
    </section>
  );
}
