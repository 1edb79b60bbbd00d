import helmet from '@fastify/helmet';
import type { ClientDirectory } from '@gatrix/analytics-metadata';
import type { FastifyInstance } from 'fastify';
import { watchBacklog } from './accept/backlog.ts';
import { createGate } from './accept/gate.ts';
import type { IngestDeps } from './deps.ts';
import { registerBody } from './plugins/body.ts';
import { registerCors } from './plugins/cors.ts';
import { registerErrors, registerNotFound } from './plugins/errors.ts';
import { registerDecrement } from './routes/decrement.ts';
import { registerDeviceId } from './routes/device-id.ts';
import { registerHealth } from './routes/health.ts';
import { registerIdentify } from './routes/identify.ts';
import { registerIncrement } from './routes/increment.ts';
import { registerReady } from './routes/ready.ts';
import { registerTrack } from './routes/track.ts';

export { defaultTrustedProxies } from './access/client-address.ts';
export {
  createInProcessRateLimiter,
  createRedisRateLimiter,
  type RateLimiter,
} from './access/rate-limiter.ts';
export type { IngestDeps, IngestSettings } from './deps.ts';
export { loadGeoLookup } from './geo-file.ts';
export { version } from './version.ts';

/** Registers ingest's routes; all of its own plugins stay inside the scope of `app`. */
export async function registerIngest(app: FastifyInstance, deps: IngestDeps): Promise<void> {
  const backlog = watchBacklog(deps.queue, deps.settings.maxBacklog, (error) => {
    app.log.warn({ err: error }, 'the backlog is not known');
  });
  app.addHook('onClose', async () => backlog.close());
  const gate = createGate(deps, backlog.hasRoom);
  const counting: IngestDeps = {
    ...deps,
    queue: {
      ...deps.queue,
      async publish(parts) {
        backlog.add(parts.reduce((sum, { messages }) => sum + messages.length, 0));
        await deps.queue.publish(parts);
      },
    },
  };
  const routeDeps = { ingest: counting, gate };

  registerErrors(app);
  registerBody(app);
  await app.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  });

  registerTrack(app, routeDeps);
  registerIdentify(app, routeDeps);
  registerIncrement(app, routeDeps);
  registerDecrement(app, routeDeps);
  registerDeviceId(app, routeDeps);
  registerHealth(app, deps.settings.version);
  registerReady(app, deps.checks);
}

/** What a server has besides the routes that are registered in it: CORS for all of them, and 404 for all else. */
export async function registerIngestServer(app: FastifyInstance, directory: ClientDirectory): Promise<void> {
  registerNotFound(app);
  await registerCors(app, directory);
}
