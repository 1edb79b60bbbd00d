import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createMetadata } from '../src/index.ts';
import { onBothEngines, refused, unusual } from './both-engines.ts';

onBothEngines('members, reports, annotations and salts', (store) => {
  describe('members', () => {
    test('the owner and members have roles, others have none', async () => {
      const { id } = await store.newProject({ userId: 'owner' });
      await store.metadata.members.add({ projectId: id, userId: 'm', role: 'viewer' });
      expect(await store.metadata.members.roleOf(id, 'owner')).toBe('owner');
      expect(await store.metadata.members.roleOf(id, 'm')).toBe('viewer');
      expect(await store.metadata.members.isMember(id, 'owner')).toBe(true);
      for (const stranger of ['x', 'M', 'OWNER', '', 'm ']) {
        expect(await store.metadata.members.isMember(id, stranger), stranger).toBe(false);
      }
      expect(await store.metadata.members.isMember('nowhere', 'm')).toBe(false);
    });

    test('adding again changes the role, also when it is done twenty times at once', async () => {
      const { id: projectId } = await store.newProject();
      const add = () => store.metadata.members.add({ projectId, userId: 'm', role: 'viewer' });
      await Promise.all(Array.from({ length: 20 }, add));
      await store.metadata.members.add({ projectId, userId: 'm', role: 'admin' });
      expect(await store.metadata.members.list(projectId)).toEqual([
        { projectId, userId: 'm', role: 'admin', createdAt: store.time },
      ]);
      expect(await store.metadata.members.remove(projectId, 'm')).toBe(true);
      expect(await store.metadata.members.remove(projectId, 'm')).toBe(false);
      await expect(
        store.metadata.members.add({ projectId: 'nowhere', userId: 'm', role: 'admin' }),
      ).rejects.toEqual(refused('missing_reference'));
    });
  });

  describe('accounts', () => {
    test('sign in by name and password, however the name is written, and nobody else does', async () => {
      const { accounts } = store.metadata;
      const name = `Ｍina ${randomUUID()}`;
      const made = await accounts.create({ name, password: 'correct horse' });
      expect(await accounts.create({ name: ` ${name.toUpperCase()}`, password: 'another one' })).toBe(
        undefined,
      );
      const again = await accounts.verify(name.normalize('NFKC').toLowerCase(), 'correct horse');
      expect(again).toEqual(made);
      for (const [who, password] of [
        [name, 'correct hors'],
        [name, ''],
        ['nobody', 'correct horse'],
      ] as const) {
        expect(await accounts.verify(who, password), who).toBe(undefined);
      }
      await accounts.setPassword(made?.id ?? '', 'battery staple');
      expect(await accounts.verify(name, 'correct horse')).toBe(undefined);
      const changed = await accounts.verify(name, 'battery staple');
      expect(changed?.id).toBe(made?.id);
      expect(changed?.sessionKey).not.toBe(made?.sessionKey);
      const given = await accounts.resetPassword(name.toUpperCase());
      expect(await accounts.verify(name, 'battery staple')).toBe(undefined);
      const back = await accounts.verify(name, given ?? '');
      expect(back?.id).toBe(made?.id);
      expect(back?.sessionKey).not.toBe(changed?.sessionKey);
      expect(await accounts.resetPassword('nobody')).toBe(undefined);
    });

    test('of a provider are one for each subject of an issuer, and without a password', async () => {
      const { accounts } = store.metadata;
      const of = (issuer: string, name: string) =>
        accounts.ofProvider({ issuer, subject: `s ${store.time}`, name });
      const [issuer, other] = [randomUUID(), randomUUID()];
      const many = await Promise.all([of(issuer, 'Ann'), of(issuer, 'Ann'), of(issuer, 'Ann')]);
      expect(new Set(many.map(({ id }) => id)).size).toBe(1);
      expect(await of(issuer, 'Anna')).toMatchObject({ id: many[0]?.id, name: 'Anna', hasPassword: false });
      expect((await of(other, 'Ann')).id).not.toBe(many[0]?.id);
      expect(await accounts.verify('Anna', '')).toBe(undefined);
    });

    test('keep what the host calls its users, and names of their own from being changed by it', async () => {
      const { accounts } = store.metadata;
      const userId = randomUUID().slice(0, 8);
      await Promise.all([accounts.keepName(userId, 'Lee'), accounts.keepName(userId, 'Lee')]);
      await accounts.keepName(userId, 'Lee Min');
      const own = await accounts.create({ name: randomUUID(), password: 'correct horse' });
      await accounts.keepName(own?.id ?? '', 'Mallory');
      expect(await accounts.namesOf([userId, own?.id ?? '', 'nobody'])).toEqual(
        new Map([
          [userId, 'Lee Min'],
          [own?.id, own?.name],
        ]),
      );
    });

    test('own a project that nobody owns, the first of several who try', async () => {
      const { id } = await store.newProject();
      const { projects } = store.metadata;
      const claims = await Promise.all(['a', 'b', 'c'].map((user) => projects.claim(id, user)));
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect((await projects.get(id))?.userId).toBe(['a', 'b', 'c'][claims.indexOf(true)]);
    });
  });

  test('saved reports keep their query as it is', async () => {
    const { id: projectId } = await store.newProject();
    const query = {
      steps: [{ name: unusual }],
      window: '24h',
      ratio: 1.5,
      nothing: null,
      deep: [[1, [true]]],
    };
    const report = await store.metadata.savedReports.create({
      projectId,
      name: unusual,
      report: 'funnel',
      query,
    });
    expect(report).toMatchObject({
      projectId,
      query,
      createdBy: null,
      createdAt: store.time,
      updatedAt: store.time,
    });
    expect(await store.metadata.savedReports.list(projectId)).toEqual([report]);
    store.time += 5;
    const updated = await store.metadata.savedReports.update(report.id, { query: [] });
    expect(updated).toEqual({ ...report, query: [], updatedAt: store.time });
    expect(await store.metadata.savedReports.get(report.id)).toEqual(updated);
    expect(await store.metadata.savedReports.delete(report.id)).toBe(true);
    expect(await store.metadata.savedReports.update(report.id, { name: 'x' })).toBeUndefined();
  });

  test('of several processes that tell of the same event one makes a note, and each project has its own', async () => {
    const [{ id: projectId }, other] = [await store.newProject(), await store.newProject()];
    const note = { projectId, at: store.time, text: unusual };
    const twin = createMetadata({ url: store.url, now: () => store.time });
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (index % 2 ? twin : store.metadata).annotations.createOnce('event', note),
      ),
    );
    const first = made.find((one) => one !== undefined);
    expect(made.filter((one) => one !== undefined)).toHaveLength(1);
    expect(await twin.annotations.list(projectId)).toEqual([first]);
    expect(await twin.annotations.createOnce('event', { ...note, projectId: other.id })).toBeDefined();
    expect(await twin.annotations.createOnce('another', note)).toBeDefined();
    // What could not be noted can be, later.
    await expect(twin.annotations.createOnce('long', { ...note, text: 'x'.repeat(1_001) })).rejects.toEqual(
      refused('invalid_value'),
    );
    expect(await twin.annotations.createOnce('long', note)).toBeDefined();
    await twin.close();
  });

  test('segments keep their definition as it is, and go with their project', async () => {
    const { id: projectId } = await store.newProject();
    const definition = {
      or: [
        { did: false, event: unusual },
        { field: 'profile.plan', op: 'in', value: ['x', 1] },
      ],
    };
    const segment = await store.metadata.segments.create({ projectId, name: unusual, definition });
    expect(segment).toMatchObject({ projectId, definition, createdBy: null, createdAt: store.time });
    expect(await store.metadata.segments.list(projectId)).toEqual([segment]);
    store.time += 5;
    const updated = await store.metadata.segments.update(segment.id, { name: 'new' });
    expect(updated).toEqual({ ...segment, name: 'new', updatedAt: store.time });
    const other = await store.metadata.segments.create({ projectId, name: 'other', definition });
    expect(await store.metadata.segments.delete(segment.id)).toBe(true);
    expect(await store.metadata.segments.delete(segment.id)).toBe(false);
    await store.metadata.projects.delete(projectId);
    expect(await store.metadata.segments.get(other.id)).toBeUndefined();
    await expect(
      store.metadata.segments.create({ projectId: 'nowhere', name: 'x', definition }),
    ).rejects.toEqual(refused('missing_reference'));
  });

  test('a share link is opened by its token until it is revoked or expires, and has its password', async () => {
    const { id: projectId } = await store.newProject();
    const { shareLinks } = store.metadata;
    const questions = [{ report: 'metrics', query: { filters: { and: [] } } }];
    const { link, token } = await shareLinks.create({
      projectId,
      name: unusual,
      questions,
      password: unusual,
    });
    expect(link).toMatchObject({
      name: unusual,
      questions,
      hasPassword: true,
      expiresAt: null,
      revokedAt: null,
    });
    expect(await shareLinks.open(token)).toEqual(link);
    expect([await shareLinks.open(`${token}x`), await shareLinks.open('')]).toEqual([undefined, undefined]);
    expect([
      await shareLinks.isPassword(link.id, unusual),
      await shareLinks.isPassword(link.id, 'x'),
    ]).toEqual([true, false]);
    await shareLinks.addVisit(link.id, { at: store.time - 91 * 86_400_000, userAgent: 'old' });
    await shareLinks.addVisit(link.id, { at: store.time, userAgent: unusual });
    expect(await shareLinks.visits(link.id)).toEqual([{ at: store.time, userAgent: unusual }]);
    await shareLinks.revoke(link.id);
    store.time += 5;
    await shareLinks.revoke(link.id);
    expect((await shareLinks.get(link.id))?.revokedAt).toBe(store.time - 5);
    expect(await shareLinks.open(token)).toBeUndefined();
    const short = await shareLinks.create({ projectId, name: 'x', questions, expiresAt: store.time + 1 });
    expect(await shareLinks.isPassword(short.link.id, 'anything')).toBe(true);
    expect(await shareLinks.open(short.token)).toBeDefined();
    store.time += 1;
    expect(await shareLinks.open(short.token)).toBeUndefined();
  });

  test('an invitation is accepted once, also when twenty try at once, and not after its end', async () => {
    const { id: projectId } = await store.newProject();
    const { invitations } = store.metadata;
    const invite = () => invitations.create({ projectId, role: 'editor', expiresAt: store.time + 10 });
    const { token } = await invite();
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, index) => invitations.accept(token, `user ${index}`)),
    );
    expect(tries.filter((one) => one !== undefined)).toEqual([
      expect.objectContaining({ projectId, role: 'editor', acceptedBy: expect.stringMatching(/^user/) }),
    ]);
    const late = await invite();
    store.time += 10;
    expect(await invitations.accept(late.token, 'late')).toBeUndefined();
    expect(await invitations.delete('nowhere', late.invitation.id)).toBe(false);
    expect(await invitations.delete(projectId, late.invitation.id)).toBe(true);
    expect(await invitations.list(projectId)).toHaveLength(1);
  });

  test('the audit log is read from its end, a page after the other', async () => {
    const { id: projectId } = await store.newProject();
    const { auditLog } = store.metadata;
    for (const action of ['a', 'b', 'c', 'd']) {
      await auditLog.add(projectId, { actor: 'user:ann', action, subject: unusual });
      if (action !== 'b') store.time += 1;
    }
    const first = await auditLog.list(projectId, { limit: 2 });
    const rest = await auditLog.list(projectId, { limit: 9, before: first.at(-1) });
    expect([...first, ...rest].map(({ action }) => action).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(first[0]).toMatchObject({ action: 'd', actor: 'user:ann', subject: unusual });
  });

  test('annotations are found by the moment they speak of', async () => {
    const { id: projectId } = await store.newProject();
    const at = (text: string, moment: number) =>
      store.metadata.annotations.create({ projectId, at: moment, text });
    const late = await at(unusual, Date.UTC(2031, 0, 1, 0, 0, 0, 1));
    const early = await at('early', Date.UTC(1999, 11, 31, 23, 59, 59, 999));
    expect(await store.metadata.annotations.list(projectId)).toEqual([early, late]);
    expect(await store.metadata.annotations.list(projectId, { from: late.at })).toEqual([late]);
    expect(await store.metadata.annotations.list(projectId, { to: late.at })).toEqual([early]);
    expect(await store.metadata.annotations.update(late.id, { text: 'new' })).toEqual({
      ...late,
      text: 'new',
    });
    expect(await store.metadata.annotations.delete(late.id)).toBe(true);
    expect(await store.metadata.annotations.get(late.id)).toBeUndefined();
  });

  test('rates are of a reporting currency, and take the place of those of their day', async () => {
    const { id } = await store.newProject();
    const { rates } = store.metadata;
    const won = (day: string, rate: string) => ({ currency: 'KRW', day, rate });
    await rates.put(id, 'USD', [won('2026-11-02', '0.0008'), won('2026-11-01', '0.000714285714')]);
    await rates.put(id, 'USD', [
      won('2026-11-02', '0.0007'),
      { ...won('2026-11-02', '0.0066'), currency: 'JPY' },
    ]);
    await rates.put(id, 'EUR', [won('2026-11-01', '0.0006')]);
    expect(await rates.list(id, 'USD')).toEqual([
      { ...won('2026-11-02', '0.0066'), currency: 'JPY' },
      won('2026-11-01', '0.000714285714'),
      won('2026-11-02', '0.0007'),
    ]);
    expect(await rates.delete(id, 'USD', { currency: 'KRW', day: '2026-11-01' })).toBe(1);
    expect(await rates.delete(id, 'USD', { currency: 'KRW' })).toBe(1);
    expect(await rates.list(id, 'USD')).toHaveLength(1);
    expect(await rates.list(id, 'EUR')).toHaveLength(1);
    const many = Array.from({ length: 250 }, (_, i) =>
      won(new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10), String(i + 1)),
    );
    await rates.put(id, 'EUR', many);
    expect(await rates.list(id, 'EUR')).toHaveLength(251);
    await expect(rates.put('nowhere', 'USD', many)).rejects.toMatchObject({ kind: 'missing_reference' });
    await store.metadata.projects.delete(id);
    expect(await rates.list(id, 'EUR')).toEqual([]);
  });

  describe('salts', () => {
    const day = (offset: number) => new Date(store.time + offset * 86_400_000).toISOString().slice(0, 10);

    test('a day has one salt, whoever asks first, on every instance', async () => {
      const other = createMetadata({ url: store.url, now: () => store.time });
      const asked = await Promise.all(
        Array.from({ length: 20 }, (_, index) => (index % 2 ? store.metadata : other).salts.forDay(day(0))),
      );
      const third = createMetadata({ url: store.url, now: () => store.time });
      const salts = new Set(
        [...asked, await third.salts.forDay(day(0))].map((salt) => salt?.toString('hex')),
      );
      await Promise.all([other.close(), third.close()]);
      expect([...salts]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    });

    test('a salt is gone 48 hours after its day began, and is never made again', async () => {
      const first = day(0);
      const salt = await store.metadata.salts.forDay(first);
      expect(await store.metadata.salts.forDay(day(-1))).not.toEqual(salt);
      store.time += 86_400_000;
      expect(await store.metadata.salts.forDay(first)).toEqual(salt);
      store.time += 86_400_000;
      expect(await store.metadata.salts.forDay(first)).toBeUndefined();
      await store.metadata.salts.forDay(day(0));
      expect(await store.metadata.salts.prune(day(0)), 'the new day has dropped the old ones').toBe(0);
      expect(await store.metadata.salts.forDay(day(30))).toBeUndefined();
    });
  });
});
