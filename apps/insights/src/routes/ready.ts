import { createReadiness } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance } from 'fastify';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { errorBody } from '../plugins/errors.ts';

/**
 * `GET /ready`: 200, or 503 naming the dependencies that are down; each part with how long it has been so. That reports
 * fail is said, too, and takes no replica out of service: the next would fail as well.
 */
export function registerReady(app: FastifyInstance, { checks, answers }: InsightsDeps): void {
  const readiness = createReadiness({ checks, besides: answers ? { answers } : {} });
  app.addHook('onClose', async () => readiness.close());
  app.get('/ready', async (_request, reply) => {
    const { isReady, parts } = await readiness.read();
    const down = parts.filter(({ status }) => status === 'down');
    if (isReady) return { status: down.length === 0 ? 'ready' : 'degraded', parts };
    const details = down.map(({ name, message = 'does not answer' }) => ({ field: name, message }));
    const names = down.map(({ name }) => name).join(', ');
    const body = errorBody(new InsightsError('unavailable', `down: ${names}`, details));
    return reply.code(503).send({ ...body, parts });
  });
}
