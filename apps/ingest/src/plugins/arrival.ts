import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** When its headers were there, milliseconds: a slow sender's body comes much later. */
    arrivedAt: number;
    /** The same by `performance.now()`. */
    startedAt: number;
  }
}

export function registerArrival(app: FastifyInstance, now: () => number): void {
  app.decorateRequest('arrivedAt', 0);
  app.decorateRequest('startedAt', 0);
  app.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAt = now();
    request.startedAt = performance.now();
    done();
  });
}
