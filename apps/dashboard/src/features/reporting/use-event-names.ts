import { useReport } from '../../api/api-context.tsx';
import type { SelectOption } from '../../ui/select-field.tsx';
import { useReporting } from './reporting-context.tsx';

/** The names of the events of the range as choices, the most frequent first, with those that are chosen already. */
export function useEventNames(chosen: readonly string[]): readonly SelectOption<string>[] {
  const { query } = useReporting();
  const { data } = useReport('breakdown', {
    startDate: query.startDate,
    endDate: query.endDate,
    dimension: 'name',
    limit: 1000,
    activeUsers: false,
  });
  const known = data?.data.map(({ name }) => name) ?? [];
  return [...new Set([...known, ...chosen.filter((name) => name !== '')])].map((name) => ({
    value: name,
    label: name,
  }));
}
