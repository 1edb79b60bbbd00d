import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { fieldLabel } from '../reporting/values.ts';
import { type BreakdownDimension, breakdowns as columns } from './choices.ts';
import { breakdownsNow, maxBreakdowns } from './explore-state.ts';

export interface BreakdownFieldsProps {
  readonly breakdowns: readonly BreakdownDimension[];
  readonly onChange: (breakdowns: readonly BreakdownDimension[]) => void;
}

/** What the series are broken down by: as many fields as are chosen and one more, up to three. */
export function BreakdownFields({ breakdowns, onChange }: BreakdownFieldsProps) {
  const { t } = useI18n();
  const { query } = useReporting();
  const { startDate, endDate } = query;
  const names = useReport('names/properties', { startDate, endDate, limit: 100 });
  const properties = names.data?.data.map(({ name }) => name).filter(isProperty) ?? [];
  const all = [...new Set([...columns, ...properties, ...breakdowns])];
  const places = Math.min(breakdowns.length + 1, maxBreakdowns);
  return Array.from({ length: places }, (_, place) => {
    const chosen = breakdowns[place];
    const free = all.filter((value) => value === chosen || !breakdowns.includes(value));
    return (
      <SelectField
        key={place}
        label={t(place === 0 ? 'explore.breakdown' : 'explore.thenBy')}
        value={chosen ?? ''}
        options={[
          { value: '', label: t('funnel.noBreakdown') },
          ...free.map((value) => ({
            value,
            label: isProperty(value)
              ? `${t('filter.property')}: ${fieldLabel(value, t)}`
              : fieldLabel(value, t),
          })),
        ]}
        onChange={(value) => {
          const now = breakdownsNow();
          const kept = [...now.slice(0, place), value, ...now.slice(place + 1)];
          onChange(kept.filter((one) => one !== ''));
        }}
      />
    );
  });
}

function isProperty(name: string): name is `properties.${string}` {
  return name.startsWith('properties.');
}
