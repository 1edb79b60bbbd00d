import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { migrate, refuseNewerSchema } from '@gatrix/analytics-clickhouse-schema';
import { createInProcessIdempotencyStore } from '@gatrix/analytics-idempotency';
import {
  createInProcessRateLimiter,
  defaultTrustedProxies,
  ingestServerOptions,
  listenBacklog,
  loadDataCenterLookup,
  loadGeoLookup,
  registerIngest,
  registerIngestServer,
  version,
} from '@gatrix/analytics-ingest/app';
import {
  createProvider,
  createSessionAccess,
  createSignInLinks,
  dashboardOptions,
  providerSettings,
  registerDashboard,
  registerInsights,
  routerOptions,
} from '@gatrix/analytics-insights/app';
import { createClientDirectory, createMetadata } from '@gatrix/analytics-metadata';
import { createBotDetector, createNormalizer } from '@gatrix/analytics-normalizer';
import {
  createInProcessEventQueue,
  createInProcessTasks,
  createStoredDeadLetters,
} from '@gatrix/analytics-queue';
import {
  createMemoryResults,
  createReports,
  exporterSettings,
  moneySource,
  readerSettings,
  segmentSource,
} from '@gatrix/analytics-reports';
import { createWorkWatch, diskCheck, type Logger } from '@gatrix/analytics-service-runtime';
import { createInProcessSessionStore, sessionMaxMs } from '@gatrix/analytics-sessions';
import {
  openSenders,
  publicUrlOf,
  startWorker,
  watchDamage,
  watchedTasks,
} from '@gatrix/analytics-worker/app';
import { fastify } from 'fastify';
import type { StandaloneConfig } from './config.ts';
import { type Credentials, ensureCredentials } from './credentials.ts';
import { dashboardDirectory } from './dashboard-directory.ts';
import { deadLetterFile } from './dead-letter-file.ts';
import { registerOperate, writeOperatorToken } from './operate.ts';
import { openSessions, storedMessageKeys } from './stored-state.ts';
import { markRunning, repairDerived } from './unclean-stop.ts';

export interface Standalone {
  readonly url: string;
  readonly credentials: Credentials;
  /** Opens the dashboard and signs in, once; undefined where the dashboard is not built. */
  readonly signInUrl: string | undefined;
  close(): Promise<void>;
}

const database = 'analytics';
/** Message ids kept in memory at most, about 100 bytes each. */
const maxKnownIds = 2_000_000;

type Close = () => Promise<unknown> | unknown;

/** Everything in this process, on embedded engines; listens when it resolves, and leaves nothing open when it rejects. */
export async function startStandalone(config: StandaloneConfig, logger: Logger): Promise<Standalone> {
  const opened: Close[] = [];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    return { ...(await startAll(config, logger, opened)), close };
  } catch (error) {
    await close().catch((closeError: unknown) => logger.error({ err: closeError }, 'closing failed'));
    throw error;
  }
}

/** Puts what closes each part into `opened`, in the order they were opened in. */
async function startAll(
  config: StandaloneConfig,
  logger: Logger,
  opened: Close[],
): Promise<Omit<Standalone, 'close'>> {
  const dataDir = config.DATA_DIR;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const metadata = createMetadata({ url: `sqlite:${join(dataDir, 'metadata.db')}` });
  opened.push(metadata.close);
  await metadata.refuseNewer();
  const engine = await createEmbeddedClickHouse({ path: join(dataDir, 'clickhouse'), backupsPath: '/' });
  const target = { clickhouse: engine.client, database };
  const running = markRunning(dataDir);
  let isRepaired = !running.wasUnclean;
  opened.push(() => {
    if (isRepaired) running.clear();
  }, engine.close);
  await refuseNewerSchema(engine.client, database);
  const [geoOf] = await Promise.all([
    loadGeoLookup(config.GEOIP_DATABASE_PATH, logger),
    migrate({ ...target, isAlone: true, onWaiting: (message) => logger.warn(message) }),
    metadata.migrate(),
  ]);

  const [stores, answers] = [createWorkWatch(), createWorkWatch()];
  const summarises = createWorkWatch({ stuckAfterMs: 600_000 });
  const queue = createInProcessEventQueue();
  const tasks = createInProcessTasks((error, name) =>
    logger.error({ err: error }, `a task of ${name} failed`),
  );
  const deadLetters = createStoredDeadLetters(
    deadLetterFile(join(dataDir, 'dead-letters.ndjson')),
    async () => {
      throw new Error('dead letters of the stand-alone run cannot be replayed');
    },
  );
  const reports = createReports({
    ...{ database, now: Date.now },
    clickhouse: engine.withSettings(readerSettings.clickhouse_settings),
    exportClickhouse: engine.withSettings(exporterSettings.clickhouse_settings),
    segments: segmentSource(metadata),
    money: moneySource(metadata),
    // Of what the engine has, so that one report leaves some to the inserts.
    limits: { memoryBytes: Math.min(4 * 1024 ** 3, Math.floor(engine.memoryLimitBytes * 0.75)) },
    results: createMemoryResults(),
    queueStatus: async () => ({ depth: (await queue.state()).messages, oldestAgeMs: null }),
  });
  const senders = openSenders(config, 30_000);
  opened.push(senders.close);
  const url = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${config.PORT}`;
  const telling = { metadata, reports, now: Date.now, publicUrl: publicUrlOf(config) ?? url };
  const worker = startWorker({
    ...target,
    lateClickhouse: engine.withSettings({ log_comment: 'late' }),
    queue,
    tasks: watchedTasks(tasks, summarises),
    deadLetters,
    stores,
    idempotency: createInProcessIdempotencyStore({
      load: (since) => storedMessageKeys(target, since, maxKnownIds),
      now: Date.now,
      maxKeys: maxKnownIds,
    }),
    moneyOf: moneySource(metadata),
    normalizer: createNormalizer(),
    logger,
    now: Date.now,
    batchSize: 10_000,
    // Requests wait for their batch. A small insert takes nearly the CPU of a large one, so that a request that comes while one runs
    // waits for others.
    batchTimeoutMs: 5,
    busyBatchTimeoutMs: 100,
    concurrency: 1_000,
    insertPatienceMs: 10_000,
    alerts: { ...telling, leaseMs: 4 * senders.leaseMs },
    digests: telling,
    deliveries: { metadata, ...senders },
  });
  const damage = watchDamage(target, logger);
  opened.push(worker.close, queue.close, damage.close);
  if (running.wasUnclean) await repairDerived(target, tasks);

  const credentials = await ensureCredentials(dataDir, metadata, url);
  const directory = createClientDirectory({ metadata });
  const checks = {
    clickhouse: async () => {
      const answer = await engine.client.ping();
      if (!answer.success) throw answer.error;
    },
    sqlite: metadata.ping,
    disk: diskCheck(dataDir),
  };
  const app = fastify({ ...ingestServerOptions(logger), routerOptions });
  opened.push(() => app.close());
  await registerIngestServer(app, directory);
  await app.register(async (scope) =>
    registerIngest(scope, {
      directory,
      queue,
      sessions: createInProcessSessionStore({
        load: () => openSessions(target, Date.now() - 2 * sessionMaxMs),
      }),
      rateLimiter: createInProcessRateLimiter(),
      saltOf: metadata.salts.forDay,
      geoOf,
      dataCenterOf: await loadDataCenterLookup(config.ASN_DATABASE_PATH, logger),
      botOf: createBotDetector(),
      pageBotOf: createBotDetector({ programsAreRobots: true }),
      checks,
      work: { stores },
      besides: { summarises, answers, data: damage },
      now: Date.now,
      settings: {
        version,
        defaultClientId: credentials.write.id,
        trustedProxies: defaultTrustedProxies,
        ipHeaderOrder: config.IP_HEADER_ORDER,
        rateLimitMax: config.RATE_LIMIT_MAX,
        rateLimitMaxOrigin: config.RATE_LIMIT_MAX_ORIGIN,
        maxBacklog: config.QUEUE_MAX_BACKLOG,
        insightsUrl: undefined,
      },
    }),
  );
  const links = createSignInLinks();
  const provider = providerSettings(config, url);
  await app.register(async (scope) =>
    registerInsights(
      scope,
      {
        clients: directory,
        projects: metadata.projects,
        members: metadata.members,
        reports,
        jwt: config.JWT_SECRET
          ? { secret: config.JWT_SECRET, issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE }
          : undefined,
        sessions: createSessionAccess({ metadata, links, now: Date.now }),
        provider: provider && createProvider(provider),
        manage: { metadata, store: target, publicUrl: telling.publicUrl },
        checks,
        answers,
        settings: { version },
      },
      { cors: false },
    ),
  );
  const operator = writeOperatorToken(dataDir);
  opened.push(operator.remove);
  await app.register(async (scope) =>
    registerOperate(scope, {
      ...{ store: target, metadata, version, logger, token: operator.token },
      lookForDamage: damage.look,
      files: ['credentials.json', 'dead-letters.ndjson'].map((name) => join(dataDir, name)),
    }),
  );
  const dashboard = dashboardOptions(config, dashboardDirectory());
  if (dashboard) await app.register(async (scope) => registerDashboard(scope, dashboard));
  await app.listen({ host: config.HOST, port: config.PORT, backlog: listenBacklog });
  isRepaired = true;
  return {
    url,
    credentials,
    signInUrl: dashboard && `${url}/#token=${links.create(credentials.root.id)}`,
  };
}
