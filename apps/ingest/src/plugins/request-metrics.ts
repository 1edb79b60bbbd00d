import type { FastifyInstance } from 'fastify';
import type { IngestMetrics } from '../metrics/ingest-metrics.ts';
import { writesOwnHeaders } from './own-headers.ts';

/** How long each request took, by the route it met: never by its path, of which senders can make up as many as they like. */
export function registerRequestMetrics(app: FastifyInstance, metrics: IngestMetrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.request(
      writesOwnHeaders(request) ? '/track' : (request.routeOptions.url ?? 'none'),
      reply.statusCode,
      reply.elapsedTime / 1_000,
    );
    done();
  });
}
