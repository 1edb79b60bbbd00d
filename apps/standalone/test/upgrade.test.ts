import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { everyReport, type Server, send, serve } from './every-report.ts';
import { newDirectory } from './run-standalone.ts';

vi.setConfig({ testTimeout: 180_000 });

/** Data directories that older commits wrote when the messages beside them were sent; README.md says how. */
const olderData = fileURLToPath(new URL('older-data', import.meta.url));
const commits = readdirSync(olderData).flatMap((file) => /^(\w+)\.tar\.gz$/.exec(file)?.[1] ?? []);
const range = { startDate: '2026-10-31', endDate: '2026-11-16' };

interface Message {
  readonly type: string;
  readonly payload: { readonly id?: string; readonly properties?: { readonly __revenue?: number } };
}

const messages = readFileSync(`${olderData}/messages.ndjson`, 'utf8')
  .trim()
  .split('\n')
  .map((line): Message => JSON.parse(line));
const events = messages.filter(({ type }) => type === 'track');

/** That of the player's browser, which sent the messages to the older versions, too. */
const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

/** Each answer, line by line. When a message was received, which cursors hold too, and the project's id differ between two servers. */
async function comparable(server: Server): Promise<Record<string, unknown>> {
  const answers = await everyReport(server, range);
  const withoutReceipt = (key: string, value: unknown) =>
    ['created_at', 'nextCursor'].includes(key) ? undefined : value;
  const parsed = Object.entries(answers).map(([path, answer]) => {
    const lines = String(answer).replaceAll(server.projectId, 'project').trim().split('\n');
    return [path, lines.map((line) => JSON.parse(line, withoutReceipt))];
  });
  return Object.fromEntries(parsed);
}

async function metricsOf({ url, projectId, headers }: Server) {
  const query = new URLSearchParams(range);
  return (await (await fetch(`${url}/insights/${projectId}/metrics?${query}`, { headers })).json()).data;
}

async function stop(server: Server): Promise<void> {
  server.run.child.kill('SIGTERM');
  await server.run.ended;
}

test('there is data of three older versions', () => expect(commits).toHaveLength(3));

test.each(commits)('data of %s gives the same reports as the same messages sent today', async (commit) => {
  const [older, empty] = [newDirectory(), newDirectory()];
  execFileSync('tar', ['-xzf', `${olderData}/${commit}.tar.gz`, '-C', older]);
  const upgraded = await serve(older);
  const started = await serve(empty);
  const fresh = { ...started, headers: { ...started.headers, 'user-agent': browser } };
  for (let first = 0; first < messages.length; first += 100)
    await send(fresh, messages.slice(first, first + 100));

  const metrics = await metricsOf(upgraded);
  const revenue = events.reduce((sum, { payload }) => sum + (payload.properties?.__revenue ?? 0), 0);
  expect(metrics).toMatchObject({ total_events: events.length, unique_visitors: 12 });
  expect(metrics.total_revenue).toBeCloseTo(revenue, 6);
  const [answers, expected] = [await comparable(upgraded), await comparable(fresh)];
  expect(Object.keys(answers)).toEqual(Object.keys(expected));
  expect(Object.keys(answers).length).toBeGreaterThan(15);
  for (const [path, answer] of Object.entries(answers)) expect(answer, path).toEqual(expected[path]);

  // A sender that tries again after the upgrade is recognised by its ids.
  for (let first = 0; first < events.length; first += 100)
    await send(upgraded, events.slice(first, first + 100));
  expect(await metricsOf(upgraded)).toEqual(metrics);
  await stop(upgraded);
  await stop(fresh);
});
