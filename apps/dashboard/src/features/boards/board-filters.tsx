import type { Filter } from '@gatrix/analytics-protocol/insights';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { FilterChipList } from '../reporting/filter-chip-list.tsx';
import { FilterChips } from '../reporting/filter-chips.tsx';
import { choicesOf, filterOf, toggled } from '../reporting/filter-choice.ts';
import { useReporting } from '../reporting/reporting-context.tsx';

export interface BoardFiltersProps {
  /** The board's own. */
  readonly own: Filter | null | undefined;
  /** The board's own and those of the address, both. */
  readonly all: Filter | undefined;
  /** Without it they are only shown. */
  readonly onSave?: ((filters: Filter | null) => void) | undefined;
}

/** The board's own filters, and those of the address, which who may change the board can keep. */
export function BoardFilters({ own, all, onSave }: BoardFiltersProps) {
  const { t } = useI18n();
  const { state, change } = useReporting();
  const choices = own ? choicesOf(own) : [];
  const hasOther = state.filters.length > 0;
  return (
    <>
      {own && (
        <div className="board__filters">
          <span className="muted">{t('boards.filtered')}</span>
          <FilterChipList
            label={t('boards.filtered')}
            filters={choices ?? []}
            onRemove={onSave && ((gone) => onSave(filterOf(toggled(choices ?? [], gone)) ?? null))}
          />
          {onSave && choices === undefined && (
            <button type="button" className="button" onClick={() => onSave(null)}>
              {t('boards.dropFilters')}
            </button>
          )}
        </div>
      )}
      {hasOther && (
        <div className="board__filters">
          <FilterChips />
          {onSave && all && (
            <button
              type="button"
              className="button"
              onClick={() => {
                onSave(all);
                change({ filters: [] });
              }}
            >
              {t('boards.keepFilters')}
            </button>
          )}
        </div>
      )}
    </>
  );
}
