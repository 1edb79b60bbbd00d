export type { AnswerMeta, InsightsAnswer, ParameterProblem } from './insights/answers.ts';
export * from './insights/filter.ts';
export * from './insights/funnel.ts';
export * from './insights/overview.ts';
export * from './insights/parameters.ts';
export * from './insights/query.ts';
export * from './insights/retention.ts';
