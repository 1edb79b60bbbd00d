export {
  type Ask,
  type AskOptions,
  createReports,
  type ReportAnswer,
  type Reports,
  type ReportsOptions,
} from './create-reports.ts';
export { InvalidParametersError, type LimitKind, QueryLimitError } from './query/errors.ts';
export { parseParameters } from './query/parse.ts';
export type { Project } from './query/plan.ts';
export { defaultLimits, type QueryLimits } from './query/run.ts';
