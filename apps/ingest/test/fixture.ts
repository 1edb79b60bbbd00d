import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClientDirectory, createMetadata, type NewProject } from '@gatrix/analytics-metadata';
import { createBotDetector, emptyGeoLookup } from '@gatrix/analytics-normalizer';
import type { Message } from '@gatrix/analytics-protocol/track';
import {
  type CounterDelta,
  createInProcessEventQueue,
  type EventQueue,
  type QueuedMessage,
  type RequestContext,
} from '@gatrix/analytics-queue';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { createInProcessSessionStore } from '@gatrix/analytics-sessions';
import { fastify } from 'fastify';
import { expect } from 'vitest';
import {
  createIngestMetrics,
  createInProcessRateLimiter,
  defaultTrustedProxies,
  type IngestDeps,
  type IngestSettings,
  ingestServerOptions,
  registerIngest,
  registerIngestServer,
} from '../src/app.ts';

export const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

export interface Received {
  readonly context: RequestContext;
  readonly message: QueuedMessage;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a foreign client would see.
  readonly body: any;
  readonly text: string;
}

export interface TestServerOptions {
  readonly project?: Partial<NewProject>;
  readonly cors?: readonly string[];
  readonly settings?: Partial<IngestSettings>;
  readonly deps?: Partial<IngestDeps>;
  /** Uses the write client as the default one. */
  readonly isDefault?: boolean;
}

/** A listening ingest on SQLite and an in-process queue, and what arrives in that queue. */
export async function startTestServer(options: TestServerOptions = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'ingest-'));
  const metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}` });
  await metadata.migrate();
  const project = await metadata.projects.create({
    name: 'p',
    domain: 'https://example.com',
    ...options.project,
  });
  const newClient = async (type: 'write' | 'read' | 'root', cors: readonly string[] = []) => {
    const { client, secret } = await metadata.clients.create({
      projectId: project.id,
      name: type,
      type,
      cors,
    });
    return { id: client.id, secret };
  };
  const write = await newClient('write', options.cors);

  const received: Received[] = [];
  const counters: CounterDelta[] = [];
  const queue: EventQueue = options.deps?.queue ?? createInProcessEventQueue({ lingerMs: 0 });
  if (!options.deps?.queue) {
    queue.consume(async (chunk) => {
      counters.push(...chunk.counters);
      for (const { context, messages } of chunk.parts) {
        received.push(...messages.map((message) => ({ context, message })));
      }
    });
  }
  const log: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => void log.push(line) },
  });
  const app = fastify(ingestServerOptions(logger));
  const clients = createClientDirectory({ metadata });
  const metrics = createIngestMetrics();
  await registerIngestServer(app, clients, metrics);
  await app.register(async (scope) =>
    registerIngest(scope, {
      directory: clients,
      queue,
      sessions: createInProcessSessionStore(),
      rateLimiter: createInProcessRateLimiter(),
      saltOf: metadata.salts.forDay,
      geoOf: emptyGeoLookup,
      botOf: createBotDetector(),
      pageBotOf: createBotDetector({ programsAreRobots: true }),
      checks: { sqlite: metadata.ping },
      metrics,
      now: Date.now,
      ...options.deps,
      settings: {
        version: '1.2.3',
        defaultClientId: options.isDefault ? write.id : undefined,
        trustedProxies: defaultTrustedProxies,
        ipHeaderOrder: [],
        rateLimitMax: 100,
        rateLimitMaxOrigin: 1_000,
        maxBacklog: 100_000,
        insightsUrl: undefined,
        ...options.settings,
      },
    }),
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  async function send(path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }
  const json = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(path, {
      method: 'POST',
      body: json(body),
      headers: { 'content-type': 'application/json', 'user-agent': browser, ...headers },
    });
  return {
    url,
    port: Number(new URL(url).port),
    metadata,
    project,
    write,
    newClient,
    received,
    counters,
    log,
    send,
    /** Without anything that says who sends it. */
    post,
    /** As a page of the project's own domain. */
    page: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      post(path, body, { origin: 'https://example.com', 'openpanel-client-id': write.id, ...headers }),
    /** As a server with the secret; the user agent is a visitor's, so that it counts as one. */
    server: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      post(path, body, {
        'openpanel-client-id': write.id,
        'openpanel-client-secret': write.secret,
        ...headers,
      }),
    async close() {
      await app.close();
      await queue.close();
      await metadata.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** The payload of the last message that arrived, which must be of this type. */
export function lastOf<T extends Message['type']>(server: TestServer, type: T) {
  const last = server.received.at(-1);
  if (last?.message.message.type !== type) throw new Error(`the last message is ${JSON.stringify(last)}`);
  return {
    ...last,
    payload: last.message.message.payload as Extract<Message, { type: T }>['payload'],
  };
}

export const errorForm = (code: string) => ({
  success: false,
  error: { code, message: expect.any(String), details: expect.any(Array) },
});
