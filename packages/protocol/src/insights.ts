export type { AnswerMeta, InsightsAnswer, ParameterProblem } from './insights/answers.ts';
export * from './insights/filter.ts';
export * from './insights/overview.ts';
export * from './insights/parameters.ts';
