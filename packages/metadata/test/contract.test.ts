import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMetadata, type Metadata, MetadataConstraintError } from '../src/index.ts';
import { startMariaDb } from './mariadb.ts';

const engines = [
  {
    name: 'SQLite',
    open: async () => {
      const directory = mkdtempSync(join(tmpdir(), 'metadata-sqlite-'));
      const file = join(directory, 'made', 'here', 'metadata.db');
      return {
        url: `sqlite:${file}`,
        // What someone does with a tool of their own.
        byHand: async (statement: string) => {
          const database = new Libsql(file);
          database.exec(statement);
          database.close();
        },
        close: async () => rmSync(directory, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'MariaDB',
    open: async () => {
      const server = await startMariaDb();
      const url = await server.createDatabase('contract');
      return {
        url,
        byHand: async (statement: string) => {
          const connection = await createConnection(url);
          await connection.query(statement);
          await connection.end();
        },
        close: () => server.stop(),
      };
    },
  },
];

const refused = (kind: string) => expect.objectContaining({ name: 'MetadataConstraintError', kind });
const unusual = `Ωmega 'quoted' "double" \\back 👩‍🚀 한국어; DROP TABLE x --`;

describe.each(engines)('metadata on $name', ({ open }) => {
  let opened: Awaited<ReturnType<typeof open>>;
  let metadata: Metadata;
  let time = Date.UTC(2026, 10, 23, 12, 0, 0, 123);

  beforeAll(async () => {
    opened = await open();
    const twins = [1, 2, 3].map(() => createMetadata({ url: opened.url }));
    expect(await twins[0]?.pendingMigrations()).toHaveLength(3);
    const applied = await Promise.all(twins.map((twin) => twin.migrate()));
    expect(
      applied.map((ids) => ids.length).sort(),
      'each migration is applied by exactly one process',
    ).toEqual([0, 0, 3]);
    await Promise.all(twins.map((twin) => twin.close()));
    metadata = createMetadata({ url: opened.url, now: () => time });
  });
  afterAll(async () => {
    await metadata?.close();
    await opened?.close();
  });
  beforeEach(() => {
    time += 1_000;
  });

  const newProject = (more: object = {}) =>
    metadata.projects.create({ name: 'P', domain: 'example.com', ...more });

  test('migrating again changes nothing, and nothing is pending', async () => {
    expect(await metadata.migrate()).toEqual([]);
    expect(await metadata.pendingMigrations()).toEqual([]);
    await metadata.ping();
  });

  test('a migration that died before it was noted runs again without harm', async () => {
    const { id } = await newProject();
    await opened.byHand("DELETE FROM analytics_migrations WHERE id <> '0001-projects'");
    expect(await metadata.pendingMigrations()).toHaveLength(2);
    expect(await metadata.migrate()).toHaveLength(2);
    expect((await metadata.projects.get(id))?.id).toBe(id);
  });

  describe('projects', () => {
    test('a row that was written by hand is whole: its time is now, its import salt the same for all readers', async () => {
      const before = Date.now();
      await opened.byHand(
        "INSERT INTO analytics_projects (id, name, domain) VALUES ('by-hand', 'H', 'h.example')",
      );
      await opened.byHand(
        "INSERT INTO analytics_projects (id, name, domain, settings) VALUES ('half', 'H', '', '{\"retentionDays\":\"x\",\"later\":1}')",
      );
      const readers = Array.from({ length: 5 }, () => metadata.projects.get('by-hand'));
      const salts = new Set((await Promise.all(readers)).map((project) => project?.settings.importSalt));
      expect([...salts]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
      const project = await metadata.projects.get('by-hand');
      expect(project).toMatchObject({ userId: null, timezone: 'UTC' });
      expect(Math.abs((project?.createdAt ?? 0) - before)).toBeLessThan(60_000);
      expect(Object.keys((await metadata.projects.get('half'))?.settings ?? {})).toEqual(['importSalt']);
    });

    test('a project is read as it was written, any characters and milliseconds included', async () => {
      const settings = { retentionDays: 0, blockedIps: ['10.0.0.0/8'], rateLimit: { addressPerMinute: 7 } };
      const created = await newProject({ name: unusual, timezone: 'Asia/Seoul', userId: '42', settings });
      expect(created).toMatchObject({
        name: unusual,
        timezone: 'Asia/Seoul',
        userId: '42',
        createdAt: time,
        settings,
      });
      expect(created.settings.importSalt).toMatch(/^[0-9a-f]{32}$/);
      expect(await metadata.projects.get(created.id)).toEqual(created);
    });

    test('ids are compared to the letter: case and trailing blanks make another id', async () => {
      await newProject({ id: 'Case' });
      await newProject({ id: 'case' });
      expect((await metadata.projects.get('case'))?.id).toBe('case');
      expect((await metadata.projects.get('Case'))?.id).toBe('Case');
      expect(await metadata.projects.get('CASE')).toBeUndefined();
      expect(await metadata.projects.get('case ')).toBeUndefined();
      expect(await metadata.projects.get(unusual)).toBeUndefined();
    });

    test('what cannot be stored whole is refused, not cut', async () => {
      await newProject({ id: 'taken' });
      await expect(newProject({ id: 'taken' })).rejects.toEqual(refused('duplicate'));
      await expect(newProject({ name: '👍'.repeat(256) })).rejects.toEqual(refused('invalid_value'));
      expect((await newProject({ name: '👍'.repeat(255) })).name).toHaveLength(510);
      await expect(newProject({ id: 'with blank' })).rejects.toThrow(TypeError);
    });

    test('an update changes what it names and nothing else', async () => {
      const { id, settings } = await newProject({ settings: { retentionDays: 30, ownDomains: ['a.com'] } });
      const updated = await metadata.projects.update(id, {
        name: unusual,
        userId: 'u-9',
        settings: { retentionDays: null, filterDatacenters: true },
      });
      expect(updated).toMatchObject({ name: unusual, domain: 'example.com', userId: 'u-9' });
      expect(updated?.settings).toEqual({
        importSalt: settings.importSalt,
        ownDomains: ['a.com'],
        filterDatacenters: true,
      });
      expect(await metadata.projects.update(id, {})).toEqual(updated);
      expect(await metadata.projects.update('nobody', { name: 'x' })).toBeUndefined();
    });

    test('patches of settings at the same time do not undo each other, in one process or in two', async () => {
      const { id } = await newProject();
      const other = createMetadata({ url: opened.url });
      await Promise.all([
        metadata.projects.update(id, { settings: { retentionDays: 30 } }),
        other.projects.update(id, { settings: { filterDatacenters: true } }),
        metadata.projects.update(id, { settings: { ownDomains: ['a.com'] } }),
        other.projects.update(id, { settings: { blockedProfiles: ['p'] } }),
      ]);
      await other.close();
      const project = await metadata.projects.get(id);
      expect(Object.keys(project?.settings ?? {}).sort()).toEqual([
        'blockedProfiles',
        'filterDatacenters',
        'importSalt',
        'ownDomains',
        'retentionDays',
      ]);
    });

    test('a user sees the projects they own or belong to, oldest first', async () => {
      const owned = await newProject({ userId: 'lister' });
      time += 1_000;
      const joined = await newProject({ userId: 'someone' });
      await newProject({ userId: 'LISTER' });
      await metadata.members.add({ projectId: joined.id, userId: 'lister', role: 'viewer' });
      const ids = (projects: readonly { id: string }[]) => projects.map(({ id }) => id);
      expect(ids(await metadata.projects.list({ userId: 'lister' }))).toEqual([owned.id, joined.id]);
      expect(ids(await metadata.projects.list({ userId: 'stranger' }))).toEqual([]);
      expect(ids(await metadata.projects.list())).toEqual(expect.arrayContaining([owned.id, joined.id]));
    });

    test('deleting a project takes along all that belongs to it', async () => {
      const { id: projectId } = await newProject();
      const { client } = await metadata.clients.create({ projectId, name: 'C', type: 'write' });
      const report = await metadata.savedReports.create({ projectId, name: 'R', report: 'query', query: {} });
      const note = await metadata.annotations.create({ projectId, at: time, text: 'N' });
      await metadata.members.add({ projectId, userId: 'm', role: 'admin' });
      expect(await metadata.projects.delete(projectId)).toBe(true);
      expect(await metadata.projects.delete(projectId)).toBe(false);
      expect(await metadata.clients.get(client.id)).toBeUndefined();
      expect(await metadata.savedReports.get(report.id)).toBeUndefined();
      expect(await metadata.annotations.get(note.id)).toBeUndefined();
      expect(await metadata.members.isMember(projectId, 'm')).toBe(false);
    });
  });

  describe('clients', () => {
    test('a client is read as it was written, and its secret is not', async () => {
      const { id: projectId } = await newProject();
      const cors = ['https://a.example', '*.example.org'];
      const { client, secret } = await metadata.clients.create({
        projectId,
        name: unusual,
        type: 'root',
        cors,
      });
      expect(client).toMatchObject({
        name: unusual,
        type: 'root',
        projectId,
        cors,
        createdAt: time,
        revokedAt: null,
      });
      expect(secret).toMatch(/^gxs_[\w-]{43}$/);
      expect(await metadata.clients.get(client.id)).toEqual(client);
      expect(await metadata.clients.listByProject(projectId)).toEqual([client]);
      const access = (await metadata.clients.findAccess([client.id])).get(client.id);
      expect(JSON.stringify(access)).not.toContain(secret);
    });

    test('a client needs a project and a known type', async () => {
      const { id: projectId } = await newProject();
      const orphan = metadata.clients.create({ projectId: 'nowhere', name: 'C', type: 'read' });
      await expect(orphan).rejects.toEqual(refused('missing_reference'));
      const type: string = 'admin';
      const untyped = metadata.clients.create({ projectId, name: 'C', type: type as 'root' });
      await expect(untyped).rejects.toBeInstanceOf(MetadataConstraintError);
    });

    test('names and origins can be changed, one without the other', async () => {
      const { id: projectId } = await newProject();
      const { client } = await metadata.clients.create({ projectId, name: 'C', type: 'write', cors: ['a'] });
      expect(await metadata.clients.update(client.id, { name: 'D' })).toEqual({ ...client, name: 'D' });
      expect(await metadata.clients.update(client.id, { cors: [] })).toEqual({
        ...client,
        name: 'D',
        cors: [],
      });
      expect(await metadata.clients.update('nobody', { name: 'D' })).toBeUndefined();
    });

    test('revoking is for good, and its time is that of the first time', async () => {
      const { id: projectId } = await newProject();
      const { client } = await metadata.clients.create({ projectId, name: 'C', type: 'write' });
      const revoked = await metadata.clients.revoke(client.id);
      expect(revoked?.revokedAt).toBe(time);
      time += 60_000;
      expect(await metadata.clients.revoke(client.id)).toEqual(revoked);
      expect(await metadata.clients.revoke('nobody')).toBeUndefined();
      expect(await metadata.clients.rotateSecret('nobody')).toBeUndefined();
    });
  });

  describe('members', () => {
    test('the owner and members have roles, others have none', async () => {
      const { id } = await newProject({ userId: 'owner' });
      await metadata.members.add({ projectId: id, userId: 'm', role: 'viewer' });
      expect(await metadata.members.roleOf(id, 'owner')).toBe('owner');
      expect(await metadata.members.roleOf(id, 'm')).toBe('viewer');
      expect(await metadata.members.isMember(id, 'owner')).toBe(true);
      for (const stranger of ['x', 'M', 'OWNER', '', 'm ']) {
        expect(await metadata.members.isMember(id, stranger), stranger).toBe(false);
      }
      expect(await metadata.members.isMember('nowhere', 'm')).toBe(false);
    });

    test('adding again changes the role, also when it is done twenty times at once', async () => {
      const { id: projectId } = await newProject();
      const add = () => metadata.members.add({ projectId, userId: 'm', role: 'viewer' });
      await Promise.all(Array.from({ length: 20 }, add));
      await metadata.members.add({ projectId, userId: 'm', role: 'admin' });
      expect(await metadata.members.list(projectId)).toEqual([
        { projectId, userId: 'm', role: 'admin', createdAt: time },
      ]);
      expect(await metadata.members.remove(projectId, 'm')).toBe(true);
      expect(await metadata.members.remove(projectId, 'm')).toBe(false);
      await expect(
        metadata.members.add({ projectId: 'nowhere', userId: 'm', role: 'admin' }),
      ).rejects.toEqual(refused('missing_reference'));
    });
  });

  test('saved reports keep their query as it is', async () => {
    const { id: projectId } = await newProject();
    const query = {
      steps: [{ name: unusual }],
      window: '24h',
      ratio: 1.5,
      nothing: null,
      deep: [[1, [true]]],
    };
    const report = await metadata.savedReports.create({ projectId, name: unusual, report: 'funnel', query });
    expect(report).toMatchObject({ projectId, query, createdBy: null, createdAt: time, updatedAt: time });
    expect(await metadata.savedReports.list(projectId)).toEqual([report]);
    time += 5;
    const updated = await metadata.savedReports.update(report.id, { query: [] });
    expect(updated).toEqual({ ...report, query: [], updatedAt: time });
    expect(await metadata.savedReports.get(report.id)).toEqual(updated);
    expect(await metadata.savedReports.delete(report.id)).toBe(true);
    expect(await metadata.savedReports.update(report.id, { name: 'x' })).toBeUndefined();
  });

  test('annotations are found by the moment they speak of', async () => {
    const { id: projectId } = await newProject();
    const at = (text: string, moment: number) => metadata.annotations.create({ projectId, at: moment, text });
    const late = await at(unusual, Date.UTC(2031, 0, 1, 0, 0, 0, 1));
    const early = await at('early', Date.UTC(1999, 11, 31, 23, 59, 59, 999));
    expect(await metadata.annotations.list(projectId)).toEqual([early, late]);
    expect(await metadata.annotations.list(projectId, { from: late.at })).toEqual([late]);
    expect(await metadata.annotations.list(projectId, { to: late.at })).toEqual([early]);
    expect(await metadata.annotations.update(late.id, { text: 'new' })).toEqual({ ...late, text: 'new' });
    expect(await metadata.annotations.delete(late.id)).toBe(true);
    expect(await metadata.annotations.get(late.id)).toBeUndefined();
  });

  describe('salts', () => {
    const day = (offset: number) => new Date(time + offset * 86_400_000).toISOString().slice(0, 10);

    test('a day has one salt, whoever asks first, on every instance', async () => {
      const other = createMetadata({ url: opened.url, now: () => time });
      const asked = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 ? metadata : other).salts.forDay(day(0))),
      );
      const third = createMetadata({ url: opened.url, now: () => time });
      const salts = new Set(
        [...asked, await third.salts.forDay(day(0))].map((salt) => salt?.toString('hex')),
      );
      await Promise.all([other.close(), third.close()]);
      expect([...salts]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    });

    test('a salt is gone 48 hours after its day began, and is never made again', async () => {
      const first = day(0);
      const salt = await metadata.salts.forDay(first);
      expect(await metadata.salts.forDay(day(-1))).not.toEqual(salt);
      time += 86_400_000;
      expect(await metadata.salts.forDay(first)).toEqual(salt);
      time += 86_400_000;
      expect(await metadata.salts.forDay(first)).toBeUndefined();
      await metadata.salts.forDay(day(0));
      expect(await metadata.salts.prune(day(0)), 'the new day has dropped the old ones').toBe(0);
      expect(await metadata.salts.forDay(day(30))).toBeUndefined();
    });
  });
});
