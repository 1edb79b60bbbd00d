import { Popover } from '@base-ui/react/popover';
import { lazy, Suspense, useState } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Skeleton } from '../../ui/states.tsx';
import type { FilterChoice } from './filter-choice.ts';
import { useReporting } from './reporting-context.tsx';

// Nobody needs it before they open it.
const FilterForm = lazy(async () => ({ default: (await import('./filter-form.tsx')).FilterForm }));

export interface FilterPickerProps {
  /** Whether people are filtered, for whom some fields mean nothing. */
  readonly isOfPeople?: boolean;
}

/** Adds a filter to all that the page shows. */
export function FilterPicker({ isOfPeople = false }: FilterPickerProps) {
  const { t } = useI18n();
  const { state, toggleFilter } = useReporting();
  return (
    <FilterButton
      className="button"
      label={t('filter.apply')}
      filters={state.filters}
      onAdd={toggleFilter}
      isOfPeople={isOfPeople}
    />
  );
}

export interface FilterButtonProps {
  readonly className: string;
  /** What it adds a filter to. */
  readonly label: string;
  readonly filters: readonly FilterChoice[];
  readonly onAdd: (filter: FilterChoice) => void;
  readonly isOfPeople?: boolean;
}

/** Adds a filter by hand, with the values of the range as suggestions. */
export function FilterButton({ className, label, filters, onAdd, isOfPeople = false }: FilterButtonProps) {
  const { t } = useI18n();
  const [isOpen, setIsOpen] = useState(false);
  const add = (filter: FilterChoice) => {
    onAdd(filter);
    setIsOpen(false);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className={className} aria-label={label}>
        <Icon name="filter" />
        {t('filter.add')}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" sideOffset={6} align="end">
          <Popover.Popup className="popup" aria-label={label}>
            <Suspense fallback={<Skeleton height={200} />}>
              <FilterForm filters={filters} onAdd={add} isOfPeople={isOfPeople} />
            </Suspense>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
