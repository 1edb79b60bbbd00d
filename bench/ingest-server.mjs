// The servers that bench/ingest.mjs measures: ingest as it is deployed, the same Fastify answering a constant, and the stages between them.
// Prints its port; answers `cpu` on its standard input with the microseconds of CPU it has used.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { registerStage, stages } from './ingest-stages.mjs';

const require = createRequire(new URL('../apps/ingest/package.json', import.meta.url));
const load = (name) => import(require.resolve(name));
const [kind, redisUrl] = process.argv.slice(2);

async function constant() {
  const { fastify } = await load('fastify');
  const app = fastify({ logger: false });
  const answer = { success: true, id: '0', deviceId: '0', sessionId: '0' };
  app.post('/track', async () => answer);
  return app;
}

/**
 * Ingest up to a stage: one of ingest-stages.mjs, or, of the whole of ingest, `checked`: messages are checked and go nowhere; `joined`: those of a few milliseconds wait for each other; `assigned`:
 * sessions and limits are in Redis; `ingest`: so is the queue.
 */
async function ingest(stage) {
  const { fastify } = await load('fastify');
  const { createClientDirectory, createMetadata } = await load('@gatrix/analytics-metadata');
  const queues = await load('@gatrix/analytics-queue');
  const { connectForRequests, connectForWork } = await load('@gatrix/analytics-redis');
  const { createBotDetector } = await load('@gatrix/analytics-normalizer');
  const { createInProcessSessionStore, createRedisSessionStore } = await load('@gatrix/analytics-sessions');
  const { createLogger } = await load('@gatrix/analytics-service-runtime');
  const module = await import('@gatrix/analytics-ingest/app');
  const directory = mkdtempSync(join(tmpdir(), 'bench-ingest-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}` });
  await metadata.migrate();
  const project = await metadata.projects.create({ name: 'bench', domain: 'example.com' });
  const { client } = await metadata.clients.create({ projectId: project.id, name: 'w', type: 'write' });
  const requests = connectForRequests({ url: redisUrl });
  const work = connectForWork({ url: redisUrl });
  await new Promise((resolve) => requests.once('ready', resolve));
  const prefix = '{bench}';
  const deadLetters = queues.createBullDeadLetters({ work, prefix });
  const bull = () =>
    queues.createBullEventQueue({ requests, work, prefix, deadLetters, onError: console.error });
  const inProcess = queues.createInProcessEventQueue({ lingerMs: 3, maxMessages: 500 });
  inProcess.consume(async () => {});
  const nowhere = { ...inProcess, publish: async () => {} };
  const isNowhere = stage === 'checked' || stages.includes(stage);
  const queue = stage === 'ingest' ? bull() : isNowhere ? nowhere : inProcess;
  const isInRedis = stage === 'ingest' || stage === 'assigned';
  const logger = createLogger({ name: 'ingest', level: 'info', production: true });
  const app = fastify(module.ingestServerOptions(logger));
  const clients = createClientDirectory({ metadata });
  const deps = {
    directory: clients,
    queue,
    sessions: isInRedis ? createRedisSessionStore(requests, prefix) : createInProcessSessionStore(),
    rateLimiter: isInRedis
      ? module.createRedisRateLimiter(requests, prefix)
      : module.createInProcessRateLimiter(),
    saltOf: metadata.salts.forDay,
    geoOf: await module.loadGeoLookup(undefined, logger),
    botOf: createBotDetector(),
    pageBotOf: createBotDetector({ programsAreRobots: true }),
    checks: {},
    now: Date.now,
    settings: {
      version: 'bench',
      defaultClientId: undefined,
      trustedProxies: module.defaultTrustedProxies,
      ipHeaderOrder: [],
      rateLimitMax: 1e9,
      rateLimitMaxOrigin: 1e9,
      maxBacklog: 1e9,
      insightsUrl: undefined,
    },
  };
  if (stages.includes(stage)) await registerStage(app, stage, clients, deps);
  else {
    await module.registerIngestServer(app, clients);
    await module.registerIngest(app, deps);
  }
  return { app, clientId: client.id };
}

const { app, clientId } =
  kind === 'constant' ? { app: await constant(), clientId: 'none' } : await ingest(kind);
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ port: app.server.address().port, clientId }));
createInterface({ input: process.stdin })
  .on('close', () => process.exit(0))
  .on('line', () => {
    const { user, system } = process.cpuUsage();
    console.log(JSON.stringify({ cpuUs: user + system, systemUs: system, rss: process.memoryUsage().rss }));
  });
