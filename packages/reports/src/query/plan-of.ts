import { createZone } from '@gatrix/analytics-clickhouse-schema';
import type { CommonParameters } from '@gatrix/analytics-protocol/insights';
import { compileFilter } from '../filters/compile.ts';
import { leavesIn } from '../filters/leaves.ts';
import { namedSessions, type PassingSessions } from '../filters/passing-sessions.ts';
import { isKnownOfSealed, isOfAcquisition } from '../filters/related.ts';
import { comparedRange, rangeOf } from '../time/range.ts';
import type { Plan, PlanSources, Project } from './plan.ts';

const defaultLimit = 100;

/** Throws InvalidParametersError for a range that ends before it starts, an unknown field or a foreign cursor. */
export function planOf(
  project: Project,
  parameters: CommonParameters,
  sources: PlanSources,
  passing?: PassingSessions,
): Plan {
  const { now } = sources;
  const zone = createZone(parameters.timezone ?? project.timezone ?? 'UTC');
  const range = rangeOf(parameters, zone, now);
  const scope = { ...sources, projectId: project.id, zone };
  const fields = leavesIn(parameters.filters).map(({ field }) => field);
  return {
    ...sources,
    projectId: project.id,
    zone,
    range,
    compared: parameters.compare && comparedRange(range, parameters.compare, zone, now),
    filter: parameters.filters && compileFilter(parameters.filters, scope),
    sealedFilter:
      parameters.filters && fields.every(isKnownOfSealed)
        ? {
            whole: compileFilter(parameters.filters, { ...scope, rows: 'whole' }),
            spanning: compileFilter(parameters.filters, {
              ...scope,
              rows: 'spanning',
              ...(passing && { sessionsThat: namedSessions(passing) }),
            }),
            isOfAcquisition: fields.every(isOfAcquisition),
          }
        : undefined,
    filterFields: new Set(fields),
    limit: parameters.limit ?? defaultLimit,
    cursor: parameters.cursor,
  };
}
