import { createReadiness, type WorkWatch } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance } from 'fastify';
import type { IngestDeps } from '../deps.ts';

/**
 * `GET /ready`: 200, or 503 naming what is down: dependencies, and whether messages are accepted and stored. Each part
 * says for how long it has been so; one that does not keep messages out is named, and no reason for 503.
 */
export function registerReady(
  app: FastifyInstance,
  { checks, work, besides }: Pick<IngestDeps, 'checks' | 'work' | 'besides'>,
  accepts: WorkWatch,
): void {
  const readiness = createReadiness({ checks, work: { accepts, ...work }, besides });
  app.addHook('onClose', async () => readiness.close());
  app.get('/ready', async (_request, reply) => {
    const { status, body } = await readiness.answer();
    if (status === 503) reply.header('retry-after', '5');
    return reply.code(status).send(body);
  });
}
