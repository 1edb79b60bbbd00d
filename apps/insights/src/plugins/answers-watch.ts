import type { WorkWatch } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance } from 'fastify';

/** Tells `answers` how questions end: what is wrong with one of them is no failure. */
export function registerAnswersWatch(app: FastifyInstance, answers: WorkWatch | undefined): void {
  if (!answers) return;
  app.addHook('onResponse', async ({ routeOptions }, { statusCode }) => {
    if (statusCode >= 500) answers.failed(new Error(`${routeOptions.url} answered ${statusCode}`));
    else if (statusCode < 400) answers.succeeded();
  });
}
