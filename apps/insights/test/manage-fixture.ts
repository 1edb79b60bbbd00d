import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientType, createClientDirectory, createMetadata } from '@gatrix/analytics-metadata';
import { type AnyReport, createReports, moneySource, segmentSource } from '@gatrix/analytics-reports';
import { type EnginePlace, eventRow, startEngine } from '@gatrix/analytics-reports/testing';
import Fastify from 'fastify';
import { SignJWT } from 'jose';
import { createSessionAccess, type InsightsDeps, registerInsights, routerOptions } from '../src/app.ts';

const jwtSecret = 'a secret that is long enough for HS256';
/** How long a change may take to be known everywhere. */
export const directoryTtlMs = 300;

interface ManageOptions extends Pick<InsightsDeps, 'provider'> {
  /** The reports there are; default: all. */
  readonly list?: readonly AnyReport[];
  /** Default: as the environment says. */
  readonly on?: EnginePlace;
}

/** Insights with management, on SQLite. */
export async function startManage({ list, on, ...more }: ManageOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'manage-'));
  const engine = await startEngine(on);
  const metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}` });
  await metadata.migrate();
  const deps = {
    clients: createClientDirectory({ metadata, ttlMs: directoryTtlMs }),
    projects: metadata.projects,
    members: metadata.members,
    reports: createReports({
      ...engine,
      list,
      now: Date.now,
      segments: segmentSource(metadata),
      money: moneySource(metadata),
    }),
    jwt: { secret: jwtSecret, issuer: undefined, audience: undefined },
    sessions: createSessionAccess({ metadata, now: Date.now }),
    manage: { metadata, store: engine },
    checks: {},
    settings: { version: '1.2.3' },
    ...more,
  };
  const app = Fastify({ logger: { level: 'error' }, routerOptions });
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD' && one !== 'OPTIONS') routes.push(`${one} ${url}`);
  });
  await app.register(async (scope) => registerInsights(scope, deps));

  const newClient = async (projectId: string, type: ClientType) => {
    const { client, secret } = await metadata.clients.create({ projectId, name: type, type });
    return { 'openpanel-client-id': client.id, 'openpanel-client-secret': secret };
  };
  const ask = async (method: Method, url: string, headers: Headers, payload?: object) => {
    const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
    const body = response.json();
    return { status: response.statusCode, body, data: body.data };
  };
  return {
    app,
    /** A second process on the same stores. */
    startAnother: async () => {
      const another = Fastify({ logger: { level: 'error' }, routerOptions });
      await another.register(async (scope) => registerInsights(scope, deps));
      return another;
    },
    /** `GET /insights/:projectId/metrics`, … */
    routes,
    engine,
    metadata,
    ask,
    newClient,
    /** Headers of a user's token. */
    as: async (userId: string): Promise<Headers> => {
      const token = new SignJWT({ userId }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h');
      return { authorization: `Bearer ${await token.sign(new TextEncoder().encode(jwtSecret))}` };
    },
    /** A project with an owner, an admin and a viewer, named after them, and a root client. */
    newProject: async (ownerId = 'owner') => {
      const project = await metadata.projects.create({ name: 'Shop', domain: 'shop.test', userId: ownerId });
      const projectId = project.id;
      await metadata.members.add({ projectId, userId: 'admin', role: 'admin' });
      await metadata.members.add({ projectId, userId: 'viewer', role: 'viewer' });
      return { projectId, path: `/manage/projects/${projectId}`, root: await newClient(projectId, 'root') };
    },
    insertEvent: (project_id: string, profile_id: string, timestamp = Date.now()) =>
      engine.insertEvents([
        eventRow({
          id: randomUUID(),
          project_id,
          timestamp,
          device_id: `device of ${profile_id}`,
          session_id: randomUUID(),
          profile_id,
        }),
      ]),
    close: async () => {
      await app.close();
      await metadata.close();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Headers = Record<string, string>;
export type Manage = Awaited<ReturnType<typeof startManage>>;
