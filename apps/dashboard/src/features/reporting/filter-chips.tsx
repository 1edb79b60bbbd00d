import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { FilterChipList } from './filter-chip-list.tsx';
import { useReporting } from './reporting-context.tsx';

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
