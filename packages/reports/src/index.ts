export {
  createZone,
  dayMs,
  formatInstant,
  instantOf,
  localDay,
  type Zone,
} from '@gatrix/analytics-clickhouse-schema';
export type { Ask, AskOptions, Asks, ReportAnswer } from './ask.ts';
export { exporterSettings, readerSettings } from './client-settings.ts';
export { createReports, type Reports, type ReportsOptions } from './create-reports.ts';
export {
  type AnyReport,
  type DataOf,
  type Definitions,
  definitions,
  type InputOf,
  type ParametersOf,
  type ReportName,
  reportList,
} from './definitions.ts';
export type { ExportFile } from './export-file.ts';
export {
  type Figure,
  type FigureSource,
  isAmount,
  type MainFigure,
  mainFigures,
  readFigure,
  settlingOf,
  sharedAnswers,
} from './figures/index.ts';
export { savedQueryOf, withFilters } from './figures/saved-query.ts';
export type { LiveMessage } from './live-feed.ts';
export { InvalidParametersError, type LimitKind, NotFoundError, QueryLimitError } from './query/errors.ts';
export { currencyOf, moneySource } from './query/money-source.ts';
export { parseParameters } from './query/parse.ts';
export type { Project, QueueStatus } from './query/plan.ts';
export { defaultLimits, type QueryLimits } from './query/run.ts';
export { defineReport } from './reports/report.ts';
export { createMemoryResults, type ResultCache } from './results/result-cache.ts';
export { checkReferences, segmentsIn } from './segments/references.ts';
export type { SavedSegment, SegmentSource } from './segments/scope.ts';
export { savedSegment, segmentSource } from './segments/source.ts';
export { type Bucket, bucketsOf } from './time/buckets.ts';
export { comparedRange, rangeOf } from './time/range.ts';
