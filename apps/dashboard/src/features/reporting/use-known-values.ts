import { useDeferredValue } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { filterFields } from './filter-fields.ts';
import type { NamedValue } from './known-value.ts';
import { useReporting } from './reporting-context.tsx';
import { valueLabel } from './values.ts';

const mostValues = 1000;

export interface KnownValues {
  /** Undefined until they are loaded. */
  readonly values: readonly NamedValue[] | undefined;
  /** Whether a value that is not among them is none that the range has. */
  readonly isAll: boolean;
  /** Whether what somebody means is found out in a moment. */
  readonly isLoading: boolean;
}

/** The values that a field has in the range, the most frequent ones, and of those beyond them what matches the typed text. */
export function useKnownValues(field: string, typed: string, enabled: boolean): KnownValues {
  const { t, format } = useI18n();
  const { query } = useReporting();
  const { startDate, endDate, timezone } = query;
  const dimension = filterFields.find((known) => known.field === field)?.dimension;
  const isPath = dimension === 'path';
  const isOfEvents = dimension === undefined;
  const all = { startDate, endDate, timezone, limit: mostValues };
  const pages = useReport('pages', { ...all, by: 'top' }, { enabled: enabled && isPath });
  const values = useReport(
    'breakdown',
    { ...all, dimension: isPath || isOfEvents ? 'name' : dimension, activeUsers: false },
    { enabled: enabled && !isPath && !isOfEvents },
  );
  const ofProperty = useReport('names/values', { ...all, field }, { enabled: enabled && isOfEvents });
  const result = isPath ? pages : isOfEvents ? ofProperty : values;
  // The answer before, which is still there while the next one loads, is of another field.
  const isLoading = enabled && (result.isLoading || result.isPlaceholderData);
  const named = isPath
    ? pages.data?.data.map(({ path }) => path)
    : (isOfEvents ? ofProperty : values).data?.data.map(({ name }) => name);
  const names = isLoading ? undefined : named;
  const isCut = names !== undefined && names.length >= mostValues;
  const search = useDeferredValue(typed.trim());
  const column = isPath ? 'path' : field.replace(/^session\./, '');
  const canSearch = isCut && search !== '' && !field.startsWith('first.');
  const matching = useReport(
    'names/values',
    { ...all, field: column, search },
    { enabled: enabled && canSearch },
  );
  const matches = canSearch ? (matching.data?.data.map(({ name }) => name) ?? []) : [];
  return {
    isLoading,
    values:
      names &&
      [...new Set([...names, ...matches])]
        .filter((name) => name !== '')
        .map((name) => ({
          value: name,
          label: valueLabel(field, name, t, format),
        })),
    isAll:
      !isCut ||
      (canSearch && matching.isSuccess && !matching.isPlaceholderData && matches.length < mostValues),
  };
}
