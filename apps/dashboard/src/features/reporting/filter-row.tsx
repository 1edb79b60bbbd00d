import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { FilterChipList } from './filter-chip-list.tsx';
import { type FilterChoice, toggled } from './filter-choice.ts';
import { FilterButton } from './filter-picker.tsx';

export interface FilterRowProps {
  /** What is filtered, such as a step of a funnel. */
  readonly of: string;
  readonly filters: readonly FilterChoice[];
  readonly onChange: (filters: readonly FilterChoice[]) => void;
}

/** Conditions on a part of a question, and the button that adds one. */
export function FilterRow({ of, filters, onChange }: FilterRowProps) {
  const { t } = useI18n();
  const toggle = (filter: FilterChoice) => onChange(toggled(filters, filter));
  return (
    <>
      <FilterChipList label={of} filters={filters} onRemove={toggle} />
      <FilterButton
        className="button button--plain button--small"
        label={t('filter.addTo', { what: of })}
        filters={filters}
        onAdd={toggle}
      />
    </>
  );
}
