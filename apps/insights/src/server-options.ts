import { type FastifyBaseLogger, type FastifyServerOptions, LogController } from 'fastify';

/**
 * For every server that insights stands on: paths carry the ids of people, which may have 256 characters of any
 * alphabet, percent-encoded. Fastify's own limit is 100.
 */
export const routerOptions = { maxParamLength: 4_000 } as const;

/** A process of its own. */
export function serverOptions(loggerInstance: FastifyBaseLogger) {
  return {
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: 'x-request-id',
    routerOptions,
  } satisfies FastifyServerOptions;
}
