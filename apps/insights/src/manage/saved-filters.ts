import { InvalidParametersError } from '@gatrix/analytics-reports';
import { procedureOf } from '../shared-questions.ts';
import type { ProjectCall } from './route.ts';

/** Long before anything was counted: nothing is read. */
const noDay = '1970-01-02';

/**
 * Holds all filters of a saved query to what reports take, those of steps and series too. Throws InvalidParametersError that names
 * each place. Only asking finds what is wrong: which fields and segments there are is known to reports alone.
 */
export async function checkFilters(
  { reports, project }: Pick<ProjectCall, 'reports' | 'project'>,
  query: unknown,
): Promise<void> {
  const metrics = procedureOf(reports, { report: 'metrics', query: {} });
  const problems = await Promise.all(
    filtersIn(query, 'query').map(async ({ filters, place }) => {
      try {
        await metrics.answer(project, { startDate: noDay, endDate: noDay, filters }, {});
        return [];
      } catch (error) {
        if (!(error instanceof InvalidParametersError)) throw error;
        return error.problems.map(({ field, message }) => ({ field: `${place}${field}`, message }));
      }
    }),
  );
  if (problems.flat().length > 0) throw new InvalidParametersError(problems.flat());
}

interface PlacedFilters {
  readonly filters: unknown;
  /** What stands before `filters` in the field's name. */
  readonly place: string;
}

function filtersIn(value: unknown, place: string): readonly PlacedFilters[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'filters' && one !== null
      ? [{ filters: one, place: `${place}.` }]
      : filtersIn(one, `${place}.${key}`),
  );
}
