import { expect, test } from 'vitest';
import { onBothEngines, refused, unusual } from './both-engines.ts';

onBothEngines('tokens and gauges', (store) => {
  test('a token opens what it is for until it is revoked, and its secret is not stored', async () => {
    const { id: projectId } = await store.newProject();
    const { tokens } = store.metadata;
    const { token, secret } = await tokens.create({ projectId, name: unusual, kind: 'gauges' });
    expect(token).toMatchObject({ projectId, name: unusual, kind: 'gauges', revokedAt: null });
    expect(await tokens.open('gauges', secret)).toEqual(token);
    for (const wrong of [`${secret}x`, secret.slice(0, -1), secret.toUpperCase(), '', token.id])
      expect(await tokens.open('gauges', wrong)).toBeUndefined();
    expect(await tokens.open('inbox', secret)).toBeUndefined();
    expect(JSON.stringify((await store.metadata.backUp()).rows)).not.toContain(secret);
    await tokens.revoke(token.id);
    store.time += 5;
    await tokens.revoke(token.id);
    expect(await tokens.open('gauges', secret)).toBeUndefined();
    expect(await tokens.list(projectId)).toEqual([{ ...token, revokedAt: store.time - 5 }]);
    await store.metadata.projects.delete(projectId);
    expect(await tokens.get(token.id)).toBeUndefined();
    await expect(tokens.create({ projectId, name: 'x', kind: 'inbox' })).rejects.toEqual(
      refused('missing_reference'),
    );
  });

  test('a project has a gauge of each name once, also by renaming, and another project its own', async () => {
    const [{ id: projectId }, other] = [await store.newProject(), await store.newProject()];
    const { gauges } = store.metadata;
    const definition = { interval: 'hour', nested: [unusual] };
    const gauge = await gauges.create({ projectId, name: 'sales', help: unusual, definition });
    expect(await gauges.list(projectId)).toEqual([gauge]);
    expect(gauge).toMatchObject({ help: unusual, definition, createdAt: store.time });
    await expect(gauges.create({ projectId, name: 'sales', help: null, definition })).rejects.toEqual(
      refused('duplicate'),
    );
    await gauges.create({ projectId: other.id, name: 'sales', help: null, definition });
    const second = await gauges.create({ projectId, name: 'players', help: null, definition });
    await expect(gauges.update(second.id, { name: 'sales' })).rejects.toEqual(refused('duplicate'));
    store.time += 5;
    const changed = await gauges.update(second.id, { help: 'x', definition: {} });
    expect(changed).toEqual({ ...second, help: 'x', definition: {}, updatedAt: store.time });
    expect((await gauges.list(projectId)).map(({ name }) => name)).toEqual(['players', 'sales']);
    expect([await gauges.delete(second.id), await gauges.delete(second.id)]).toEqual([true, false]);
    await store.metadata.projects.delete(projectId);
    expect(await gauges.get(gauge.id)).toBeUndefined();
  });
});
