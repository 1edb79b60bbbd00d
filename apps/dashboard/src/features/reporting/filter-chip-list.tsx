import type { ReactNode } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { type FilterChoice, writeFilters } from './filter-choice.ts';
import { useFilterTexts } from './use-filter-texts.ts';

export interface FilterChipListProps {
  readonly label: string;
  readonly filters: readonly FilterChoice[];
  /** Without it they are only shown. */
  readonly onRemove?: ((filter: FilterChoice) => void) | undefined;
  /** What stands behind the last, as a list's item. */
  readonly children?: ReactNode;
}

/** Conditions in words. */
export function FilterChipList({ label, filters, onRemove, children }: FilterChipListProps) {
  const { t } = useI18n();
  const textOf = useFilterTexts(filters);
  if (filters.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label={label}>
      {filters.map((filter) => {
        const { field, op, value } = textOf(filter);
        const text = t('filter.chip', { field, op, value }).trim();
        const [before = '', behind = ''] = t('filter.chip', { field, op, value: '\n' }).split('\n');
        return (
          <li key={writeFilters([filter])[0]} className="filter-chip">
            {filter.or && <i className="filter-chip__or">{t('filter.or')}</i>}
            <span className="filter-chip__text" title={text}>
              {before}
              <b>{value}</b>
              {behind}
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
