import type { ReactNode } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useSegments } from '../segments/use-segments.ts';
import type { FilterChoice } from './report-state.ts';
import { useReporting } from './reporting-context.tsx';
import { fieldLabel, valueLabel } from './values.ts';

/** The filters that are on; each can be taken away. */
export function FilterChips() {
  const { t } = useI18n();
  const { state, change, toggleFilter } = useReporting();
  return (
    <FilterChipList label={t('filter.label')} filters={state.filters} onRemove={toggleFilter}>
      {state.filters.length > 1 && (
        <li>
          <button type="button" className="tab" onClick={() => change({ filters: [] })}>
            {t('filter.clear')}
          </button>
        </li>
      )}
    </FilterChipList>
  );
}

export interface FilterChipListProps {
  readonly label: string;
  readonly filters: readonly FilterChoice[];
  /** Without it they are only shown. */
  readonly onRemove?: ((filter: FilterChoice) => void) | undefined;
  readonly children?: ReactNode;
}

/** Filters in words. */
export function FilterChipList({ label, filters, onRemove, children }: FilterChipListProps) {
  const { t, format } = useI18n();
  const segments = useSegments({ enabled: filters.some(({ field }) => field === 'segment') });
  if (filters.length === 0) return null;
  const textOf = ({ field, op, value }: FilterChoice) => {
    if (op === 'isSet' || op === 'isNotSet') return '';
    if (field === 'segment') return segments.data?.find(({ id }) => id === value)?.name ?? value;
    return valueLabel(field, value, t, format);
  };
  return (
    <ul className="filter-chips" aria-label={label}>
      {filters.map((filter) => {
        const field = fieldLabel(filter.field, t);
        const text = `${field} ${t(`op.${filter.op}`)} ${textOf(filter)}`;
        return (
          <li key={`${filter.field}~${filter.op}~${filter.value}`} className="filter-chip">
            <span className="filter-chip__text" title={text}>
              {field} {t(`op.${filter.op}`)} <b>{textOf(filter)}</b>
            </span>
            {onRemove && (
              <button
                type="button"
                aria-label={t('filter.remove', { filter: text })}
                onClick={() => onRemove(filter)}
              >
                <Icon name="close" size={14} />
              </button>
            )}
          </li>
        );
      })}
      {children}
    </ul>
  );
}
