import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '@gatrix/analytics-test-services';
import { expect, test, vi } from 'vitest';
import { everyReport, type Server, send, serve } from './every-report.ts';
import { newDirectory } from './run-standalone.ts';

vi.setConfig({ testTimeout: 120_000 });

const day = 86_400_000;
const range = { startDate: isoDay(Date.now() - 20 * day), endDate: isoDay(Date.now() - 10 * day) };

/** Players over ten days, with profiles, sessions, money and properties, all within the range. */
function history(): unknown[] {
  return Array.from({ length: 900 }, (_, index) => {
    const user = `player-${index % 45}`;
    const timestamp = new Date(Date.now() - 19 * day + index * 900_000).toISOString();
    if (index % 15 === 0)
      return {
        type: 'identify',
        payload: { profileId: user, properties: { plan: index % 2 ? 'pro' : 'free' } },
      };
    return {
      type: 'track',
      payload: {
        name: ['screen_view', 'purchase', 'level_up'][index % 3],
        profileId: user,
        timestamp,
        properties: {
          __timestamp: timestamp,
          __path: `/${index % 7}`,
          level: index % 10,
          plan: index % 2 ? 'pro' : 'free',
          ...(index % 3 === 1 && { __revenue: (index % 9) + 0.5 }),
        },
      },
    };
  });
}

/** What another product counted on a day in the range. */
async function storeTotals({ url, projectId, headers }: Server): Promise<number> {
  const total = {
    ...{ day: isoDay(Date.now() - 15 * day), breakdown: 'page', dimensions: { path: '/1' } },
    ...{ visitors: 3, visits: 4, page_views: 5, events: 5, bounces: 1, visit_seconds: 60 },
  };
  const body = JSON.stringify({ source: 'plausible', totals: [total] });
  const path = `${url}/manage/projects/${projectId}/imports/i/totals`;
  const response = await fetch(path, { method: 'POST', headers, body });
  return (await response.json()).data.stored;
}

async function idsOf({ url, projectId, headers }: Server): Promise<string[]> {
  const today = isoDay(Date.now());
  const response = await fetch(
    `${url}/insights/${projectId}/export?format=ndjson&startDate=${today}&endDate=${today}`,
    { headers },
  );
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ name }) => name === 'tick')
    .map(({ id }) => id);
}

/** Sends until it is stopped; gives the ids by when they were acknowledged. */
function sendOn(server: Server) {
  const acknowledged: { readonly ids: readonly string[]; readonly at: number }[] = [];
  const sent = new Set<string>();
  let isStopped = false;
  const ended = (async () => {
    while (!isStopped) {
      const ids = Array.from({ length: 20 }, () => crypto.randomUUID());
      for (const id of ids) sent.add(id);
      const batch = ids.map((id) => ({
        type: 'track',
        payload: { id, name: 'tick', profileId: `ticker-${id.slice(0, 1)}`, properties: {} },
      }));
      if ((await send(server, batch)) === ids.length) acknowledged.push({ ids, at: Date.now() });
    }
  })();
  return {
    sent,
    acknowledged,
    stop: () => {
      isStopped = true;
      return ended;
    },
  };
}

test('a back-up made while events come in holds what was acknowledged before, and every report is what it was', async () => {
  const [dataDir, backup, restored] = [newDirectory(), join(newDirectory(), 'monday'), newDirectory()];
  const server = await serve(dataDir);
  expect(await send(server, history())).toBe(900);
  expect(await storeTotals(server)).toBe(1);
  const before = await everyReport(server, range);
  expect(Object.keys(before).length).toBeGreaterThan(15);

  const sending = sendOn(server);
  await vi.waitUntil(() => sending.acknowledged.length > 5, { timeout: 30_000, interval: 5 });
  const backedUp = JSON.parse(await runCli(['--json', 'backup', backup], { DATA_DIR: dataDir }));
  await vi.waitUntil(() => sending.acknowledged.some(({ at }) => at > Date.parse(backedUp.endedAt)), {
    timeout: 30_000,
  });
  await sending.stop();
  expect(statSync(backup).mode & 0o077).toBe(0);
  await refusesStrangers(server, join(backup, 'theirs'));
  expect(statSync(join(dataDir, 'operator-token')).mode & 0o777).toBe(0o600);
  // The server goes on, and its later events are not in the back-up.
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  server.run.child.kill('SIGTERM');
  expect(await server.run.ended).toBe(0);
  expect(readdirSync(dataDir)).not.toContain('operator-token');

  await runCli(['restore', backup], { DATA_DIR: restored });
  const again = await serve(restored);
  expect(await everyReport(again, range)).toEqual(before);
  const stored = await idsOf(again);
  const must = sending.acknowledged.filter(({ at }) => at < Date.parse(backedUp.startedAt));
  expect(must.length).toBeGreaterThan(0);
  expect(must.flatMap(({ ids }) => ids).filter((id) => !stored.includes(id))).toEqual([]);
  expect(stored.filter((id) => !sending.sent.has(id))).toEqual([]);
  expect(new Set(stored).size).toBe(stored.length);
  expect(stored.length).toBeLessThan(sending.sent.size);

  // Who is known by which profile is derived from the events, the last ones included.
  const profiles = await fetch(`${again.url}/insights/${again.projectId}/profiles?limit=100`, {
    headers: again.headers,
  });
  const listed = JSON.stringify(await profiles.json());
  for (const ticker of new Set(stored.map((id) => `ticker-${id.slice(0, 1)}`)))
    expect(listed).toContain(ticker);
  // Senders try again what the back-up was made amid: it is known.
  const known = stored[0];
  await send(again, [{ type: 'track', payload: { id: known, name: 'tick', properties: {} } }]);
  expect((await idsOf(again)).filter((id) => id === known)).toHaveLength(1);
  again.run.child.kill('SIGTERM');
  await again.run.ended;

  // A stopped run is backed up, too; and nothing is written over.
  const cold = join(newDirectory(), 'cold');
  await runCli(['backup', cold], { DATA_DIR: restored });
  expect(existsSync(join(cold, 'backup.json'))).toBe(true);
  await expect(runCli(['restore', cold], { DATA_DIR: restored })).rejects.toThrow('is not empty');
  rmSync(join(cold, 'backup.json'));
  const empty = { DATA_DIR: join(newDirectory(), 'new') };
  await expect(runCli(['restore', cold], empty)).rejects.toThrow('is no whole back-up');
});

/** Only who may read the data directory can have a back-up made: it writes files, and holds every project. */
async function refusesStrangers({ url, headers }: Server, directory: string): Promise<void> {
  const body = JSON.stringify({ directory });
  for (const authorization of ['', 'Bearer ', `Bearer ${'a'.repeat(43)}`]) {
    const own = { ...headers, authorization };
    const post = await fetch(`${url}/operate/backup`, { method: 'POST', headers: own, body });
    const get = await fetch(`${url}/operate/backup`, { headers: own });
    expect([post.status, get.status]).toEqual([401, 401]);
  }
  expect(existsSync(directory)).toBe(false);
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
