import type { ClientDirectory } from '@gatrix/analytics-metadata';
import { createWorkWatch, type WorkWatch } from '@gatrix/analytics-service-runtime';
import type { FastifyInstance } from 'fastify';
import { watchBacklog } from './accept/backlog.ts';
import { createGate } from './accept/gate.ts';
import { createEarlyRefusal } from './accept/refuse-early.ts';
import { createSenderTests } from './accept/sender-tests.ts';
import type { IngestDeps } from './deps.ts';
import { createIngestMetrics, type IngestMetrics } from './metrics/ingest-metrics.ts';
import { registerArrival } from './plugins/arrival.ts';
import { registerBody } from './plugins/body.ts';
import { registerClosing } from './plugins/closing.ts';
import { registerCors } from './plugins/cors.ts';
import { registerErrors, registerNotFound } from './plugins/errors.ts';
import { registerForward } from './plugins/forward.ts';
import { registerReplyHeaders } from './plugins/reply-headers.ts';
import { registerRequestId } from './plugins/request-id.ts';
import { registerRequestMetrics } from './plugins/request-metrics.ts';
import { registerSecurityHeaders } from './plugins/security-headers.ts';
import type { RouteDeps } from './route-deps.ts';
import { registerDecrement } from './routes/decrement.ts';
import { registerDeviceId } from './routes/device-id.ts';
import { registerHealth } from './routes/health.ts';
import { registerIdentify } from './routes/identify.ts';
import { registerIncrement } from './routes/increment.ts';
import { registerMetrics } from './routes/metrics.ts';
import { registerOpenApi } from './routes/openapi.ts';
import { registerReady } from './routes/ready.ts';
import { registerSdk } from './routes/sdk.ts';
import { registerTrack } from './routes/track.ts';
import { registerWireFormats } from './wire/register.ts';

export { defaultTrustedProxies } from './access/client-address.ts';
export {
  createInProcessRateLimiter,
  createRedisRateLimiter,
  type RateLimiter,
} from './access/rate-limiter.ts';
export { ipHeaderOrder } from './config.ts';
export type { IngestDeps, IngestSettings } from './deps.ts';
export { loadDataCenterLookup, loadGeoLookup } from './geo-file.ts';
export { createIngestMetrics, type IngestMetrics } from './metrics/ingest-metrics.ts';
export { ingestServerOptions, listenBacklog } from './server-options.ts';
export { version } from './version.ts';

/** Registers ingest's routes; all of its own plugins stay inside the scope of `app`. */
export async function registerIngest(app: FastifyInstance, deps: IngestDeps): Promise<void> {
  const { queue, settings } = deps;
  const metrics = deps.metrics ?? createIngestMetrics();
  const backlog = watchBacklog(queue, settings.maxBacklog, {
    onBacklog: metrics.backlog,
    onError: (error) => app.log.warn({ err: error }, 'the backlog is not known'),
  });
  app.addHook('onClose', async () => backlog.close());
  const accepts = createWorkWatch();
  const routeDeps: RouteDeps = {
    ...deps,
    queue: backlog.counting({ ...queue, publish: (parts) => accepts.run(() => queue.publish(parts)) }),
    metrics,
    refuseEarly: createEarlyRefusal(backlog.refusal, metrics),
    gate: createGate({ ...deps, metrics }, backlog.refusal),
    ...createSenderTests(),
  };

  registerArrival(app, deps.now);
  registerReplyHeaders(app);
  registerErrors(app);
  registerClosing(app);
  // Each in a scope of its own: /track does without the hooks of the others.
  await app.register((scope) => registerTrack(scope, routeDeps));
  await app.register((scope) => registerOthers(scope, routeDeps, accepts));
}

async function registerOthers(app: FastifyInstance, deps: RouteDeps, accepts: WorkWatch): Promise<void> {
  const { settings, metrics } = deps;
  registerRequestMetrics(app, metrics);
  // Before the rest: what is forwarded keeps its body and its headers.
  await registerForward(app, settings.insightsUrl);
  registerBody(app);
  registerSecurityHeaders(app);

  await registerWireFormats(app, deps);
  registerIdentify(app, deps);
  registerIncrement(app, deps);
  registerDecrement(app, deps);
  registerDeviceId(app, deps);
  registerOpenApi(app, settings.version);
  registerHealth(app, settings.version);
  registerReady(app, deps, accepts);
  registerMetrics(app, metrics, settings.metricsToken);
  registerSdk(app);
}

/** What a server has besides the routes that are registered in it: request ids and CORS for all, and 404 for all else. */
export async function registerIngestServer(
  app: FastifyInstance,
  directory: ClientDirectory,
  metrics?: IngestMetrics,
): Promise<void> {
  registerNotFound(app, metrics);
  registerRequestId(app);
  registerCors(app, directory);
}
