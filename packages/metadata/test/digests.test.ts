import { expect, test } from 'vitest';
import { createMetadata } from '../src/index.ts';
import { onBothEngines, refused, unusual } from './both-engines.ts';

onBothEngines('digests', (store) => {
  const newDigest = async () => {
    const { id: projectId } = await store.newProject();
    const definition = { nested: [unusual] };
    const next = { sentFor: null, dueAt: store.time };
    return store.metadata.digests.create({ projectId, name: unusual, definition, channels: ['a'], ...next });
  };

  test('are stored as they are, and go with their project', async () => {
    const digest = await newDigest();
    expect(digest).toMatchObject({ name: unusual, isPaused: false, channels: ['a'], version: 1 });
    expect(await store.metadata.digests.list(digest.projectId)).toEqual([digest]);
    const changed = await store.metadata.digests.update(digest.id, { isPaused: true, channels: ['b'] });
    expect(changed).toEqual({ ...digest, isPaused: true, channels: ['b'], version: 2 });
    await store.metadata.projects.delete(digest.projectId);
    expect(await store.metadata.digests.get(digest.id)).toBeUndefined();
    await expect(store.metadata.digests.create(digest)).rejects.toEqual(refused('missing_reference'));
  });

  test('that are due are claimed by one process, and committed by one, with what is sent', async () => {
    const digest = await newDigest();
    const { metadata } = store;
    const settings = { kind: 'webhook' };
    const channel = await metadata.channels.create({ projectId: digest.projectId, name: 'c', settings });
    const paused = await newDigest();
    await metadata.digests.update(paused.id, { isPaused: true });
    const twin = createMetadata({ url: store.url, now: () => store.time });
    const mine = async (of = twin) =>
      (await of.digests.claimDue({ leaseMs: 5_000, limit: 1_000 })).map(({ id }) => id);
    const claimed = (await Promise.all([mine(), mine(metadata), mine()])).flat();
    expect(claimed.filter((id) => id === digest.id)).toHaveLength(1);
    expect(claimed).not.toContain(paused.id);
    expect(await mine()).toEqual([]);
    store.time += 5_001;
    expect(await mine()).toContain(digest.id);
    const next = { sentFor: '2026-11-23', dueAt: store.time + 86_400_000 };
    const delivery = {
      projectId: digest.projectId,
      channelId: channel.id,
      subjectId: digest.id,
      message: {},
    };
    const made = await Promise.all(
      [metadata, twin, twin, metadata].map(({ digests }, index) =>
        digests.commit(digest, next, [{ ...delivery, idempotencyKey: `${digest.id} ${index}` }]),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    const sent = await metadata.deliveries.list(digest.projectId, { limit: 10 });
    expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([`${digest.id} ${made.indexOf(true)}`]);
    expect(await twin.digests.get(digest.id)).toMatchObject({ ...next, version: 2 });
    await twin.close();
  });
});
