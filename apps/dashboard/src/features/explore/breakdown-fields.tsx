import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useBreakdownOptions } from '../reporting/use-breakdown-options.ts';
import { breakdownsNow, maxBreakdowns } from './explore-state.ts';

export interface BreakdownFieldsProps {
  readonly breakdowns: readonly BreakdownDimension[];
  readonly onChange: (breakdowns: readonly BreakdownDimension[]) => void;
}

/** What the series are broken down by: as many fields as are chosen and one more, up to three. */
export function BreakdownFields({ breakdowns, onChange }: BreakdownFieldsProps) {
  const { t } = useI18n();
  const options = useBreakdownOptions(breakdowns);
  const places = Math.min(breakdowns.length + 1, maxBreakdowns);
  return Array.from({ length: places }, (_, place) => {
    const chosen = breakdowns[place];
    const free = options.filter(({ value }) => value === chosen || !breakdowns.includes(value));
    return (
      <SelectField
        key={place}
        label={t(place === 0 ? 'explore.breakdown' : 'explore.thenBy')}
        value={chosen ?? ''}
        options={[{ value: '', label: t('funnel.noBreakdown') }, ...free]}
        onChange={(value) => {
          const now = breakdownsNow();
          const kept = [...now.slice(0, place), value, ...now.slice(place + 1)];
          onChange(kept.filter((one) => one !== ''));
        }}
      />
    );
  });
}
