export { dueBucket } from './buckets.ts';
export { type AlertDeps, evaluateAlert } from './evaluate.ts';
export { watchedFigure } from './watched-figure.ts';
