import { errorAnswer } from '@gatrix/analytics-protocol/track';
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
    const { isReady, parts } = await readiness.read();
    const down = parts.filter(({ status }) => status === 'down');
    if (isReady) {
      const status = down.length === 0 ? 'ok' : 'degraded';
      return { status, dependencies: Object.keys(checks), parts };
    }
    const message = `not ready: ${down.map(({ name }) => name).join(', ')} down`;
    const details = down.map(({ name, message: reason = '' }) => ({ field: name, message: reason }));
    return reply
      .code(503)
      .header('retry-after', '5')
      .send({ ...errorAnswer('unavailable', message, details), parts });
  });
}
