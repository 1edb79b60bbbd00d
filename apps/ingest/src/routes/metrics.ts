import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { IngestError } from '../errors.ts';
import type { IngestMetrics } from '../metrics/ingest-metrics.ts';

/** `GET /metrics` for who has the token (`Authorization: Bearer …`); without a token there is no such route. */
export function registerMetrics(
  app: FastifyInstance,
  metrics: IngestMetrics,
  token: string | undefined,
): void {
  if (token === undefined) return;
  const expected = digest(`Bearer ${token}`);
  app.get('/metrics', async (request, reply) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      reply.header('www-authenticate', 'Bearer');
      throw new IngestError('unauthorized', 'the metrics need their token');
    }
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
