import { useReport } from '../../api/api-context.tsx';
import type { SelectOption } from '../../ui/select-field.tsx';
import { useReporting } from './reporting-context.tsx';

/** So many names a list holds; those beyond it are searched. */
export const mostEventNames = 1000;

/** The names of the events of the range as choices, the most frequent first, with those that are chosen already. */
export function useEventNames(chosen: readonly string[]): readonly SelectOption<string>[] {
  const { query } = useReporting();
  const { data } = useReport('breakdown', {
    startDate: query.startDate,
    endDate: query.endDate,
    dimension: 'name',
    limit: mostEventNames,
    activeUsers: false,
  });
  const names = data?.data.map(({ name }) => name) ?? [];
  return [...new Set([...names, ...chosen.filter((name) => name !== '')])].map((name) => ({
    value: name,
    label: name,
  }));
}
