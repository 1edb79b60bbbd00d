import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useSegments } from '../segments/use-segments.ts';
import { didText, type FilterText } from './did-text.ts';
import { didOf, type FilterChoice, needsValue, valuesOf } from './filter-choice.ts';
import { fieldLabel, valueLabel } from './values.ts';

/** Conditions as the reader calls them; segments by their names. */
export function useFilterTexts(filters: readonly FilterChoice[]): (filter: FilterChoice) => FilterText {
  const { t, format } = useI18n();
  const segments = useSegments({ enabled: filters.some(({ field }) => field === 'segment') });
  return (filter) => {
    const { field, op } = filter;
    const did = didOf(filter);
    if (did) return didText(did, t, format);
    const called = (value: string) =>
      field === 'segment'
        ? (segments.data?.find(({ id }) => id === value)?.name ?? value)
        : valueLabel(field, value, t, format);
    return {
      field: fieldLabel(field, t),
      op: t(`op.${op}`),
      value: needsValue(op) ? valuesOf(filter).map(called).join(', ') : '',
    };
  };
}
