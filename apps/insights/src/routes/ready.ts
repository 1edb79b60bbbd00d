import type { FastifyInstance } from 'fastify';
import type { InsightsDeps } from '../deps.ts';
import { InsightsError } from '../errors.ts';
import { errorBody } from '../plugins/errors.ts';

/** `GET /ready`: 200, or 503 naming the dependencies that are down. */
export function registerReady(app: FastifyInstance, deps: Pick<InsightsDeps, 'checks'>): void {
  app.get('/ready', async (_request, reply) => {
    const entries = Object.entries(deps.checks);
    const results = await Promise.allSettled(entries.map(([, check]) => check()));
    const details = entries.flatMap(([field], index) => {
      const result = results[index];
      return result?.status === 'rejected' ? [{ field, message: reasonOf(result.reason) }] : [];
    });
    if (details.length === 0) return { status: 'ready' };
    const names = details.map(({ field }) => field).join(', ');
    return reply.code(503).send(errorBody(new InsightsError('unavailable', `down: ${names}`, details)));
  });
}

function reasonOf(reason: unknown): string {
  return reason instanceof Error && reason.message !== '' ? reason.message : 'does not answer';
}
