import { expect, test } from 'vitest';
import { type AlertOutcome, type AlertValue, createMetadata } from '../src/index.ts';
import { onBothEngines, refused, unusual } from './both-engines.ts';

onBothEngines('alerts', (store) => {
  const outcome: AlertOutcome = {
    state: 'firing',
    stateSince: 1_000,
    problem: null,
    lastBucket: 2_000,
    isRevised: true,
    toldState: 'firing',
    toldAt: 3_000,
    dueAt: Date.UTC(2040, 0, 1),
  };
  const seen: AlertValue = {
    ...{ bucket: 2_000, value: 0.1, firstValue: 1 / 3, low: null, high: -5e300 },
    ...{ state: 'firing', seenAt: 3_000, revisedAt: null },
  };
  const newAlert = async () => {
    const { id: projectId } = await store.newProject();
    const definition = { interval: 'hour', nested: [unusual] };
    return store.metadata.alerts.create({ projectId, name: unusual, definition, channels: ['a', 'b'] });
  };

  test('are stored as they are, and go with their project', async () => {
    const alert = await newAlert();
    expect(alert).toMatchObject({ name: unusual, state: 'no_data', channels: ['a', 'b'], version: 1 });
    expect(await store.metadata.alerts.list(alert.projectId)).toEqual([alert]);
    await expect(store.metadata.alerts.create({ ...alert, projectId: 'nowhere' })).rejects.toEqual(
      refused('missing_reference'),
    );
    await store.metadata.alerts.commit(alert, outcome, seen);
    await store.metadata.projects.delete(alert.projectId);
    expect(await store.metadata.alerts.get(alert.id)).toBeUndefined();
    expect(await store.metadata.alerts.values(alert.id, { from: 0, to: 9_000 })).toEqual([]);
  });

  test('of several evaluations at once one counts, with the value that it saw', async () => {
    const alert = await newAlert();
    const twin = createMetadata({ url: store.url, now: () => store.time });
    const results = await Promise.all(
      [store.metadata, twin, twin, store.metadata].map(({ alerts }, index) =>
        alerts.commit(alert, outcome, { ...seen, value: index }),
      ),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    const winner = results.indexOf(true);
    const values = await twin.alerts.values(alert.id, { from: 2_000, to: 2_001 });
    expect(values).toEqual([{ ...seen, value: winner }]);
    expect(await twin.alerts.get(alert.id)).toMatchObject({ ...outcome, version: 2 });
    await twin.close();
  });

  test('that are due at once are claimed project by project', async () => {
    const projects = [await store.newProject(), await store.newProject(), await store.newProject()];
    for (let turn = 0; turn < 3; turn += 1) {
      for (const { id: projectId } of projects) {
        await store.metadata.alerts.create({ projectId, name: `A${turn}`, definition: {}, channels: [] });
      }
    }
    const claimed = await store.metadata.alerts.claimDue({ leaseMs: 5_000, limit: 3 });
    expect(new Set(claimed.map(({ projectId }) => projectId)).size).toBe(1);
  });

  test('that are due are claimed by one process, and again once it has not come back', async () => {
    const [alert, later] = [await newAlert(), await newAlert()];
    await store.metadata.alerts.commit(later, outcome, undefined);
    const twin = createMetadata({ url: store.url, now: () => store.time });
    const claim = { leaseMs: 5_000, limit: 1_000 };
    const mine = async (of = twin) => (await of.alerts.claimDue(claim)).map(({ id }) => id);
    const claimed = await Promise.all([mine(), mine(store.metadata), mine()]);
    expect(claimed.flat().filter((id) => id === alert.id)).toHaveLength(1);
    expect(claimed.flat()).not.toContain(later.id);
    expect(await mine()).not.toContain(alert.id);
    store.time += 5_001;
    expect(await mine()).toContain(alert.id);
    const before = store.time;
    store.time -= 3_600_000;
    expect(await mine(), 'a claim of before the clock stepped back').toContain(alert.id);
    expect(await mine()).not.toContain(alert.id);
    store.time = before;
    await twin.close();
  });

  test('a new definition forgets what was seen; a snooze does not', async () => {
    const alert = await newAlert();
    await store.metadata.alerts.commit(alert, outcome, seen);
    const snoozed = await store.metadata.alerts.update(alert.id, { snoozedUntil: 5_000 });
    expect(snoozed).toMatchObject({ state: 'firing', snoozedUntil: 5_000, version: 3 });
    // What was evaluated before the change does not undo it.
    expect(await store.metadata.alerts.commit(alert, outcome, seen)).toBe(false);
    const anew = await store.metadata.alerts.update(alert.id, { definition: {} });
    expect(anew).toMatchObject({ state: 'no_data', lastBucket: null, toldState: null, dueAt: store.time });
    expect(await store.metadata.alerts.values(alert.id, { from: 0, to: 9_000 })).toEqual([]);
  });

  test('values are replaced, found by their buckets, and dropped', async () => {
    const { id } = await newAlert();
    const { alerts } = store.metadata;
    for (const bucket of [1_000, 2_000, 3_000]) await alerts.putValue(id, { ...seen, bucket });
    await alerts.putValue(id, { ...seen, bucket: 2_000, value: null, revisedAt: 9_000 });
    const at = await alerts.valuesAt(id, [2_000, 4_000]);
    expect(at).toEqual([{ ...seen, bucket: 2_000, value: null, revisedAt: 9_000 }]);
    await alerts.dropValuesBefore(id, 2_000);
    const left = await alerts.values(id, { from: 0, to: 9_000 });
    expect(left.map(({ bucket }) => bucket)).toEqual([2_000, 3_000]);
    expect(await alerts.delete(id)).toBe(true);
    expect(await alerts.delete(id)).toBe(false);
  });
});
