import { createReadiness } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance } from 'fastify';
import type { InsightsDeps } from '../deps.ts';

/**
 * `GET /ready`: 200, or 503 naming the dependencies that are down; each part with how long it has been so. That reports
 * fail is said, too, and takes no replica out of service: the next would fail as well.
 */
export function registerReady(app: FastifyInstance, { checks, answers }: InsightsDeps): void {
  const readiness = createReadiness({ checks, besides: answers ? { answers } : {} });
  app.addHook('onClose', async () => readiness.close());
  app.get('/ready', async (_request, reply) => {
    const { status, body } = await readiness.answer();
    return reply.code(status).send(body);
  });
}
