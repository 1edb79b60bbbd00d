export { type AlertDeps, createAlertEvaluator, type EvaluateAlerts } from './evaluate.ts';
export { type NewestValue, type NewestValueDeps, newestValue } from './newest-value.ts';
export { isOfQuestion } from './of-question.ts';
