import type { FastifyInstance } from 'fastify';
import { writesOwnHeaders } from './own-headers.ts';

/** Every answer names its request as the log does. */
export function registerRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!writesOwnHeaders(request)) reply.header('x-request-id', request.id);
    done();
  });
}
