import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IngestMetrics } from '../metrics/ingest-metrics.ts';

/** How long each request took, by the route it met: never by its path, of which senders can make up as many as they like. */
export function registerRequestMetrics(app: FastifyInstance, metrics: IngestMetrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    metrics.request(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1_000);
    done();
  });
}

/**
 * The same for `POST /track`, in a scope of its own, until the answer is handed to Node: Fastify's listeners for the end of a response
 * take 1 µs. Refusals go Fastify's way; who answers around it calls the function.
 */
export function registerTrackMetrics(
  scope: FastifyInstance,
  metrics: IngestMetrics,
): (request: FastifyRequest, status: number) => void {
  const answered = (request: FastifyRequest, status: number) =>
    metrics.request('/track', status, (performance.now() - request.startedAt) / 1_000);
  scope.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, payload, done) => {
    answered(request, reply.statusCode);
    done(null, payload);
  });
  return answered;
}
