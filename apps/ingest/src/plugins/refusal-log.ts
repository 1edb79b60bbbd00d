import { reasonOf } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    logRefusal(request: FastifyRequest, error: unknown): void;
  }
}

const everyMs = 1_000;

/** Whoever has more than can be taken refuses thousands of requests a second: a reason has a line a second, with its count. */
export function registerRefusalLog(app: FastifyInstance): void {
  let counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    const told = counts;
    counts = new Map();
    for (const [reason, refused] of told)
      if (refused > 0) app.log.warn({ reason, refused }, 'more requests refused');
  }

  app.decorate('logRefusal', (request, error) => {
    const reason = reasonOf(error);
    const count = counts.get(reason);
    timer ??= setTimeout(tell, everyMs).unref();
    if (count === undefined) request.log.warn({ reason, requestId: request.id }, 'request refused');
    counts.set(reason, (count ?? -1) + 1);
  });
  app.addHook('onClose', async () => {
    clearTimeout(timer);
    tell();
  });
}
