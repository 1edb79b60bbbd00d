import { mysqlForTest } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createClientDirectory,
  createMetadata,
  type Metadata,
  MetadataUnavailableError,
} from '../src/index.ts';
import { openTcpGate, type TcpGate } from './tcp-gate.ts';

const unavailable = expect.objectContaining({ name: 'MetadataUnavailableError' });

async function newClient(metadata: Metadata) {
  const project = await metadata.projects.create({ name: 'P', domain: 'example.com' });
  const { client, secret } = await metadata.clients.create({
    projectId: project.id,
    name: 'C',
    type: 'write',
  });
  return { project, client, secret };
}

/** The metadata with its look-ups counted. */
function counted(metadata: Metadata) {
  const queries: number[] = [];
  const findAccess: Metadata['clients']['findAccess'] = (ids) => {
    queries.push(ids.length);
    return metadata.clients.findAccess(ids);
  };
  return { queries, metadata: { clients: { findAccess } } };
}

describe('with the database at hand', () => {
  let metadata: Metadata;
  let time = 1_000_000;
  const now = () => time;

  beforeAll(async () => {
    metadata = createMetadata({ url: 'sqlite::memory:' });
    await metadata.migrate();
  });
  afterAll(() => metadata.close());
  beforeEach(() => {
    time += 1_000_000;
  });

  test('a client is known by its id, and verified by its secret alone', async () => {
    const { project, client, secret } = await newClient(metadata);
    const directory = createClientDirectory({ metadata, now });
    expect(await directory.find(client.id)).toEqual({ client, project });
    expect(await directory.verify(client.id, secret)).toEqual({ ok: true, client, project });
    for (const wrong of [
      '',
      `${secret}x`,
      secret.slice(0, -1),
      secret.toUpperCase(),
      'x'.repeat(1_000_000),
    ]) {
      expect(await directory.verify(client.id, wrong)).toEqual({ ok: false, reason: 'wrong_secret' });
    }
    expect(await directory.find('nobody')).toBeUndefined();
    expect(await directory.verify('nobody', secret)).toEqual({ ok: false, reason: 'unknown_client' });
  });

  test('look-ups at once are one query, and later ones none until the time is up', async () => {
    const { client, secret } = await newClient(metadata);
    const source = counted(metadata);
    const directory = createClientDirectory({ metadata: source.metadata, now });
    await Promise.all(Array.from({ length: 50 }, () => directory.find(client.id)));
    await directory.verify(client.id, secret);
    time += 4_999;
    await directory.find(client.id);
    expect(source.queries).toEqual([1]);
    time += 1;
    await Promise.all([directory.find(client.id), directory.verify(client.id, secret)]);
    expect(source.queries).toEqual([1, 1]);
  });

  test('a flood of unknown ids costs a few queries, one after another, and pushes out no client', async () => {
    const { client } = await newClient(metadata);
    const source = counted(metadata);
    const directory = createClientDirectory({ metadata: source.metadata, now, maxEntries: 100 });
    await directory.find(client.id);
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => directory.find(`unknown-${index}`)));
    expect(source.queries).toEqual([1, 500, 500, 500, 500]);
    await directory.find(client.id);
    await directory.find('unknown-1999');
    await directory.find('not an id, and too long to be one anyway');
    expect(source.queries, 'all three are known').toHaveLength(5);
  });

  test('a revocation takes effect when the time is up, on every instance', async () => {
    const { client, secret } = await newClient(metadata);
    const directories = [1, 2].map(() => createClientDirectory({ metadata, now }));
    for (const directory of directories) expect(await directory.find(client.id)).toBeDefined();
    await metadata.clients.revoke(client.id);
    time += 5_000;
    for (const directory of directories) {
      expect(await directory.find(client.id)).toBeUndefined();
      expect(await directory.verify(client.id, secret)).toEqual({ ok: false, reason: 'revoked' });
    }
  });

  test('a renewed secret is accepted a second after the client was last read, and the old one refused', async () => {
    const { client, secret } = await newClient(metadata);
    const directory = createClientDirectory({ metadata, now });
    await directory.verify(client.id, secret);
    const renewed = (await metadata.clients.rotateSecret(client.id)) ?? '';
    time += 1_000;
    expect(await directory.verify(client.id, renewed)).toMatchObject({ ok: true });
    expect(await directory.verify(client.id, secret)).toEqual({ ok: false, reason: 'wrong_secret' });
  });

  test('a client that is revoked is refused in time also while the system’s clock goes back', async () => {
    const { client, secret } = await newClient(metadata);
    const [systemTime, steps] = [Date.now, { ms: 0 }];
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => systemTime() + steps.ms);
    const directory = createClientDirectory({ metadata, ttlMs: 50 });
    expect(await directory.verify(client.id, secret)).toMatchObject({ ok: true });
    await metadata.clients.revoke(client.id);
    steps.ms = -3_600_000;
    await vi.waitFor(
      async () => expect(await directory.verify(client.id, secret)).toEqual({ ok: false, reason: 'revoked' }),
      30_000,
    );
    clock.mockRestore();
  });

  test('a wrong secret, however often it is tried, costs at most a query a second', async () => {
    const { client } = await newClient(metadata);
    const source = counted(metadata);
    const directory = createClientDirectory({ metadata: source.metadata, now });
    for (let attempt = 0; attempt < 100; attempt++) {
      await directory.verify(client.id, 'wrong');
      time += 40;
    }
    expect(source.queries.length).toBeLessThanOrEqual(5);
  });

  test('a client that is made after it was asked for is known when the time is up', async () => {
    const { project } = await newClient(metadata);
    const directory = createClientDirectory({ metadata, now });
    expect(await directory.find('late')).toBeUndefined();
    await metadata.clients.create({ id: 'late', projectId: project.id, name: 'C', type: 'read' });
    time += 5_000;
    expect(await directory.find('late')).toMatchObject({ client: { id: 'late' } });
  });
});

describe('with the database away', () => {
  let gate: TcpGate;
  let metadata: Metadata;

  beforeAll(async () => {
    const url = new URL((await mysqlForTest()).url);
    gate = await openTcpGate(url.hostname, Number(url.port));
    url.hostname = '127.0.0.1';
    url.port = String(gate.port);
    metadata = createMetadata({ url: url.href });
    await metadata.migrate();
  });
  afterAll(async () => {
    await metadata?.close();
    await gate?.close();
  });

  test.each(['refuse', 'hang'] as const)(
    'known clients are served for five minutes while it %ss; others are unavailable; then it recovers',
    async (mode) => {
      const { client, secret } = await newClient(metadata);
      let time = Date.now();
      const settings = { metadata, now: () => time, patienceMs: 50, loadTimeoutMs: 200 };
      const directory = createClientDirectory(settings);
      await directory.find(client.id);

      gate[mode]();
      time += 60_000;
      expect(await directory.find(client.id)).toMatchObject({ client: { id: client.id } });
      expect(await directory.verify(client.id, secret)).toMatchObject({ ok: true });
      await expect(directory.find('other')).rejects.toEqual(unavailable);
      await expect(directory.verify('other', secret)).rejects.toBeInstanceOf(MetadataUnavailableError);
      time += 240_001;
      await expect(directory.find(client.id)).rejects.toEqual(unavailable);

      gate.open();
      await vi.waitFor(async () => {
        time += 1_000;
        expect(await directory.find(client.id)).toBeDefined();
      }, 30_000);
      expect(await directory.find('other')).toBeUndefined();
      await vi.waitFor(() => metadata.ping(), 30_000);
    },
  );

  test('every other call fails as unavailable, with the reason', async () => {
    gate.refuse();
    await expect(metadata.ping()).rejects.toEqual(unavailable);
    await expect(metadata.projects.list()).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/\S/) },
    });
    await expect(metadata.salts.forDay(new Date().toISOString().slice(0, 10))).rejects.toEqual(unavailable);
    gate.open();
    await vi.waitFor(() => metadata.ping(), 30_000);
    expect(await metadata.salts.forDay(new Date().toISOString().slice(0, 10))).toHaveLength(32);
  });
});
