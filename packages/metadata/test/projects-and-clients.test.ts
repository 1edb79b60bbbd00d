import { describe, expect, test } from 'vitest';
import { createMetadata, MetadataConstraintError } from '../src/index.ts';
import { onBothEngines, refused, unusual } from './both-engines.ts';

onBothEngines('projects and clients', (store) => {
  test('migrating again changes nothing, and nothing is pending', async () => {
    expect(await store.metadata.migrate()).toEqual([]);
    expect(await store.metadata.pendingMigrations()).toEqual([]);
    await store.metadata.ping();
  });

  test('a migration that died before it was noted runs again without harm', async () => {
    const { id } = await store.newProject();
    await store.byHand("DELETE FROM analytics_migrations WHERE id <> '0001-projects'");
    const pending = await store.metadata.pendingMigrations();
    expect(pending.length).toBeGreaterThan(3);
    expect(await store.metadata.migrate()).toEqual(pending);
    expect((await store.metadata.projects.get(id))?.id).toBe(id);
  });

  test('a ledger that a version without a name wrote is taken on, and one of a later version refused', async () => {
    await store.byHand('ALTER TABLE analytics_migrations DROP COLUMN version');
    await store.byHand("DELETE FROM analytics_migrations WHERE id = '0003-salts'");
    expect(await store.metadata.migrate()).toEqual(['0003-salts']);
    await store.metadata.refuseNewer();
    await store.byHand(
      "INSERT INTO analytics_migrations (id, applied_at, version) VALUES ('0999-later', '2026-01-01 00:00:00', '7.8.9')",
    );
    const refusal =
      /^the metadata was migrated by version 7\.8\.9 \(to 0999-later\), and this is version \d+\.\d+\.\d+ \(/;
    await expect(store.metadata.refuseNewer()).rejects.toThrow(refusal);
    await expect(store.metadata.migrate()).rejects.toThrow(refusal);
    await store.byHand("DELETE FROM analytics_migrations WHERE id = '0999-later'");
  });

  describe('projects', () => {
    test('a row that was written by hand is whole: its time is now, its import salt the same for all readers', async () => {
      const before = Date.now();
      await store.byHand(
        "INSERT INTO analytics_projects (id, name, domain) VALUES ('by-hand', 'H', 'h.example')",
      );
      await store.byHand(
        "INSERT INTO analytics_projects (id, name, domain, settings) VALUES ('half', 'H', '', '{\"retentionDays\":\"x\",\"later\":1}')",
      );
      const readers = Array.from({ length: 5 }, () => store.metadata.projects.get('by-hand'));
      const salts = new Set((await Promise.all(readers)).map((project) => project?.settings.importSalt));
      expect([...salts]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
      const project = await store.metadata.projects.get('by-hand');
      expect(project).toMatchObject({ userId: null, timezone: 'UTC' });
      expect(Math.abs((project?.createdAt ?? 0) - before)).toBeLessThan(60_000);
      expect(Object.keys((await store.metadata.projects.get('half'))?.settings ?? {})).toEqual([
        'importSalt',
      ]);
    });

    test.each([
      ['asia/seoul', 'Asia/Seoul'],
      ['ASIA/KOLKATA', 'Asia/Calcutta'],
      ['US/Pacific', 'US/Pacific'],
    ])('the time zone %s, stored by hand, is read as %s', async (stored, read) => {
      const { id } = await store.newProject();
      await store.byHand(`UPDATE analytics_projects SET timezone = '${stored}' WHERE id = '${id}'`);
      const client = await store.metadata.clients.create({ projectId: id, name: 'c', type: 'write' });
      const access = await store.metadata.clients.findAccess([client.client.id]);
      const listed = (await store.metadata.projects.list()).find((project) => project.id === id);
      const projects = [await store.metadata.projects.get(id), listed, access.get(client.client.id)?.project];
      expect(projects.map((project) => project?.timezone)).toEqual([read, read, read]);
    });

    test('a project is read as it was written, any characters and milliseconds included', async () => {
      const settings = { retentionDays: 0, blockedIps: ['10.0.0.0/8'], rateLimit: { addressPerMinute: 7 } };
      const created = await store.newProject({
        name: unusual,
        timezone: 'Asia/Seoul',
        userId: '42',
        settings,
      });
      expect(created).toMatchObject({
        name: unusual,
        timezone: 'Asia/Seoul',
        userId: '42',
        createdAt: store.time,
        settings,
      });
      expect(created.settings.importSalt).toMatch(/^[0-9a-f]{32}$/);
      expect(await store.metadata.projects.get(created.id)).toEqual(created);
    });

    test('ids are compared to the letter: case and trailing blanks make another id', async () => {
      await store.newProject({ id: 'Case' });
      await store.newProject({ id: 'case' });
      expect((await store.metadata.projects.get('case'))?.id).toBe('case');
      expect((await store.metadata.projects.get('Case'))?.id).toBe('Case');
      expect(await store.metadata.projects.get('CASE')).toBeUndefined();
      expect(await store.metadata.projects.get('case ')).toBeUndefined();
      expect(await store.metadata.projects.get(unusual)).toBeUndefined();
    });

    test('what cannot be stored whole is refused, not cut', async () => {
      await store.newProject({ id: 'taken' });
      await expect(store.newProject({ id: 'taken' })).rejects.toEqual(refused('duplicate'));
      await expect(store.newProject({ name: '👍'.repeat(256) })).rejects.toEqual(refused('invalid_value'));
      expect((await store.newProject({ name: '👍'.repeat(255) })).name).toHaveLength(510);
      await expect(store.newProject({ id: 'with blank' })).rejects.toThrow(TypeError);
    });

    test('an update changes what it names and nothing else', async () => {
      const { id, settings } = await store.newProject({
        settings: { retentionDays: 30, ownDomains: ['a.com'] },
      });
      const updated = await store.metadata.projects.update(id, {
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
      expect(await store.metadata.projects.update(id, {})).toEqual(updated);
      expect(await store.metadata.projects.update('nobody', { name: 'x' })).toBeUndefined();
    });

    test('patches of settings at the same time do not undo each other, in one process or in two', async () => {
      const { id } = await store.newProject();
      const other = createMetadata({ url: store.url });
      await Promise.all([
        store.metadata.projects.update(id, { settings: { retentionDays: 30 } }),
        other.projects.update(id, { settings: { filterDatacenters: true } }),
        store.metadata.projects.update(id, { settings: { ownDomains: ['a.com'] } }),
        other.projects.update(id, { settings: { blockedProfiles: ['p'] } }),
      ]);
      await other.close();
      const project = await store.metadata.projects.get(id);
      expect(Object.keys(project?.settings ?? {}).sort()).toEqual([
        'blockedProfiles',
        'filterDatacenters',
        'importSalt',
        'ownDomains',
        'retentionDays',
      ]);
    });

    test('a user sees the projects they own or belong to, oldest first', async () => {
      const owned = await store.newProject({ userId: 'lister' });
      store.time += 1_000;
      const joined = await store.newProject({ userId: 'someone' });
      await store.newProject({ userId: 'LISTER' });
      await store.metadata.members.add({ projectId: joined.id, userId: 'lister', role: 'viewer' });
      const ids = (projects: readonly { id: string }[]) => projects.map(({ id }) => id);
      expect(ids(await store.metadata.projects.list({ userId: 'lister' }))).toEqual([owned.id, joined.id]);
      expect(ids(await store.metadata.projects.list({ userId: 'stranger' }))).toEqual([]);
      expect(ids(await store.metadata.projects.list())).toEqual(
        expect.arrayContaining([owned.id, joined.id]),
      );
    });

    test('deleting a project takes along all that belongs to it', async () => {
      const { id: projectId } = await store.newProject();
      const { client } = await store.metadata.clients.create({ projectId, name: 'C', type: 'write' });
      const report = await store.metadata.savedReports.create({
        projectId,
        name: 'R',
        report: 'query',
        query: {},
      });
      const note = await store.metadata.annotations.create({ projectId, at: store.time, text: 'N' });
      await store.metadata.members.add({ projectId, userId: 'm', role: 'admin' });
      expect(await store.metadata.projects.delete(projectId)).toBe(true);
      expect(await store.metadata.projects.delete(projectId)).toBe(false);
      expect(await store.metadata.clients.get(client.id)).toBeUndefined();
      expect(await store.metadata.savedReports.get(report.id)).toBeUndefined();
      expect(await store.metadata.annotations.get(note.id)).toBeUndefined();
      expect(await store.metadata.members.isMember(projectId, 'm')).toBe(false);
    });
  });

  describe('clients', () => {
    test('a client is read as it was written, and its secret is not', async () => {
      const { id: projectId } = await store.newProject();
      const cors = ['https://a.example', '*.example.org'];
      const { client, secret } = await store.metadata.clients.create({
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
        createdAt: store.time,
        revokedAt: null,
      });
      expect(secret).toMatch(/^gxs_[\w-]{43}$/);
      expect(await store.metadata.clients.get(client.id)).toEqual(client);
      expect(await store.metadata.clients.listByProject(projectId)).toEqual([client]);
      const access = (await store.metadata.clients.findAccess([client.id])).get(client.id);
      expect(JSON.stringify(access)).not.toContain(secret);
    });

    test('a client needs a project and a known type', async () => {
      const { id: projectId } = await store.newProject();
      const orphan = store.metadata.clients.create({ projectId: 'nowhere', name: 'C', type: 'read' });
      await expect(orphan).rejects.toEqual(refused('missing_reference'));
      const type: string = 'admin';
      const untyped = store.metadata.clients.create({ projectId, name: 'C', type: type as 'root' });
      await expect(untyped).rejects.toBeInstanceOf(MetadataConstraintError);
    });

    test('names and origins can be changed, one without the other', async () => {
      const { id: projectId } = await store.newProject();
      const { client } = await store.metadata.clients.create({
        projectId,
        name: 'C',
        type: 'write',
        cors: ['a'],
      });
      expect(await store.metadata.clients.update(client.id, { name: 'D' })).toEqual({ ...client, name: 'D' });
      expect(await store.metadata.clients.update(client.id, { cors: [] })).toEqual({
        ...client,
        name: 'D',
        cors: [],
      });
      expect(await store.metadata.clients.update('nobody', { name: 'D' })).toBeUndefined();
    });

    test('revoking is for good, and its time is that of the first time', async () => {
      const { id: projectId } = await store.newProject();
      const { client } = await store.metadata.clients.create({ projectId, name: 'C', type: 'write' });
      const revoked = await store.metadata.clients.revoke(client.id);
      expect(revoked?.revokedAt).toBe(store.time);
      store.time += 60_000;
      expect(await store.metadata.clients.revoke(client.id)).toEqual(revoked);
      expect(await store.metadata.clients.revoke('nobody')).toBeUndefined();
      expect(await store.metadata.clients.rotateSecret('nobody')).toBeUndefined();
    });
  });
});
