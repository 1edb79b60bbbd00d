import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { createMetadata } from '@gatrix/analytics-metadata';
import { type AppProcess, runCli, startApp, waitForOk } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoMessages } from '../src/demo/messages.ts';

interface Pair {
  readonly id: string;
  readonly secret: string;
}

let dataDir = '';
let url = '';
let running: AppProcess;
let env: Record<string, string>;
let own: { projectId: string; write: Pair; read: Pair };

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'seed-demo-'));
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  env = { DATA_DIR: dataDir, PORT: port };
  running = startApp('standalone', { env });
  await waitForOk(`${url}/ready`, running);
  own = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
}, 120_000);
afterAll(async () => {
  await running.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const size = ['--events', '4000', '--days', '20'] as const;
const seed = async (...args: readonly string[]) =>
  JSON.parse(await runCli(['--json', 'seed', 'demo', ...size, ...args], env));

async function ask<Data>(projectId: string, path: string, { id, secret }: Pair): Promise<Data> {
  const response = await fetch(`${url}/insights/${projectId}/${path}`, {
    headers: { 'openpanel-client-id': id, 'openpanel-client-secret': secret },
  });
  const body = (await response.json()) as { success: boolean; data: Data };
  if (!body.success) throw new Error(JSON.stringify(body));
  return body.data;
}

/** What was sent, counted one by one. */
function countByHand(end: number) {
  const devices = new Set<unknown>();
  const counts = { events: 0, views: 0, cents: 0, robots: 0, refused: 0, others: 0 };
  for (const { message } of demoMessages({ events: 4_000, days: 20, seed: 1, end })) {
    const { type, payload } = message;
    if (type === 'replay' || payload.name === '' || payload.timestamp === 'yesterday') counts.refused += 1;
    else if (type !== 'track') counts.others += 1;
    else if (payload.deviceId === undefined) counts.robots += 1;
    else {
      const { __revenue = 0 } = payload.properties as { __revenue?: number };
      counts.events += 1;
      counts.views += payload.name === 'screen_view' ? 1 : 0;
      counts.cents += Math.round(__revenue * 100);
      devices.add(payload.deviceId);
    }
  }
  return { ...counts, devices: devices.size };
}

/** Whether each saved report is answered on a board. */
async function shownOnBoard({ id, secret }: Pair): Promise<boolean[]> {
  const headers = {
    ...{ 'openpanel-client-id': id, 'openpanel-client-secret': secret },
    'content-type': 'application/json',
  };
  const call = async (path: string, body?: object) => {
    const sent = body && { method: 'POST', body: JSON.stringify(body) };
    const answer = await (await fetch(`${url}/${path}`, { headers, ...sent })).json();
    if (!answer.success) throw new Error(JSON.stringify(answer));
    return answer.data;
  };
  const saved: { id: string }[] = await call('manage/projects/demo/saved-reports');
  const items = saved.map((report) => ({ id: report.id, kind: 'report', savedReportId: report.id }));
  const board = await call('manage/projects/demo/boards', { name: 'All', items });
  const shown = await call(`insights/demo/boards/${board.id}/answers`);
  return shown.items.map(({ answers }: { answers?: unknown[] }) => answers?.length === 1);
}

test('the demo fills a project of its own with what it says, and a second run changes no number', {
  timeout: 120_000,
}, async () => {
  const result = await seed();
  const metadata = createMetadata({ url: `sqlite:${join(dataDir, 'metadata.db')}` });
  const project = await metadata.projects.get('demo');
  await metadata.close();
  const hand = countByHand(project?.createdAt ?? 0);
  expect(hand.events).toBe(4_000);
  expect(result).toMatchObject({
    projectId: 'demo',
    accepted: hand.events + hand.others,
    robots: hand.robots,
    rejected: hand.refused,
  });
  expect(hand.refused).toBeGreaterThan(0);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const range = `startDate=2020-01-01&endDate=${tomorrow}`;
  const numbers = async () => ({
    metrics: await ask<object>('demo', `metrics?${range}`, result.client),
    sessions: (await ask<unknown[]>('demo', `sessions?${range}&limit=1000`, result.client)).length,
    people: (await ask<unknown[]>('demo', 'profiles?limit=1000', result.client)).length,
    countries: await ask<{ name: string }[]>('demo', `breakdown?${range}&dimension=country`, result.client),
  });
  const first = await numbers();
  expect(first.metrics).toMatchObject({
    total_events: hand.events,
    total_screen_views: hand.views,
    total_revenue: hand.cents / 100,
    unique_visitors: hand.devices,
  });
  expect(first.countries.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['KR', 'US', 'JP', 'CN', 'DE']),
  );
  expect(await shownOnBoard(result.client)).toEqual([true, true, true]);
  const health = await ask<{ bots: number; rejected_by_reason: { reason: string }[] }>(
    'demo',
    'ingest-health',
    result.client,
  );
  expect(health.bots).toBe(hand.robots);
  expect(health.rejected_by_reason.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining(['invalid_message', 'unsupported_type']),
  );

  await seed();
  expect(await numbers()).toEqual(first);
  const ofOwn = await ask<{ total_events: number }>(own.projectId, `metrics?${range}`, own.read);
  expect(ofOwn.total_events).toBe(0);
});

test('the printed link signs in to the demo, after later runs too', { timeout: 120_000 }, async () => {
  const signedIn = async ({ signInUrl }: { readonly signInUrl: string }) => {
    const response = await fetch(`${url}/insights/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ link: new URL(signInUrl).hash.slice('#token='.length) }),
    });
    return (await response.json()).data.projects;
  };
  const ofDemo = [{ id: 'demo-link' }];
  const first = await seed('--project', 'demo-link');
  expect(await signedIn(first)).toMatchObject(ofDemo);
  // Later runs know no secret of the first one's client: they have one of their own, and the last one's alone is valid.
  const second = await seed('--project', 'demo-link');
  expect(await signedIn(second)).toMatchObject(ofDemo);
  const third = await seed('--project', 'demo-link');
  expect(await signedIn(third)).toMatchObject(ofDemo);
  const mayRead = ({ client }: { readonly client: Pair }) =>
    ask('demo-link', 'metrics', client).then(
      () => true,
      () => false,
    );
  // A server knows a client for some seconds after it was revoked.
  await expect.poll(() => mayRead(second)).toBe(false);
  expect(await Promise.all([first, third].map(mayRead))).toEqual([true, true]);
});

test('with --live it goes on in the present until it is stopped', { timeout: 60_000 }, async () => {
  const args = [
    '--json',
    'seed',
    'demo',
    '--events',
    '1000',
    '--days',
    '10',
    '--project',
    'demo-live',
    '--live',
  ];
  const live = startApp('cli', { env, args: args });
  try {
    await expect.poll(live.output, { timeout: 40_000 }).toContain('Players come and go');
    const { client, projectId } = JSON.parse(live.output().split('\n')[0] ?? '');
    const now = () =>
      ask<unknown[]>(projectId, `events?startDate=${new Date(Date.now() - 20_000).toISOString()}`, client);
    await expect.poll(async () => (await now()).length).toBeGreaterThan(5);
  } finally {
    expect(await live.stop('SIGINT')).toBe(0);
  }
});

describe('is refused', () => {
  test('for a project that it did not make', async () => {
    await expect(seed('--project', own.projectId)).rejects.toThrow('was not made by seed demo');
  });

  test('for a demo of another size', async () => {
    await expect(seed('--events', '5000')).rejects.toThrow('has another demo in it');
  });

  test('for a demo that took real events since', { timeout: 60_000 }, async () => {
    const { client } = await seed('--project', 'demo-mixed');
    const sent = await fetch(`${url}/track`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'openpanel-client-id': client.id,
        'openpanel-client-secret': client.secret,
      },
      body: JSON.stringify({ type: 'track', payload: { name: 'real', deviceId: 'someone' } }),
    });
    expect(sent.status).toBe(200);
    await expect(seed('--project', 'demo-mixed')).rejects.toThrow('has 1 events that are not of the demo');
  });

  test('where no server answers', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    await expect(seed('--project', 'demo-nowhere', '--url', nowhere)).rejects.toThrow('there is no server');
  });
});

describe('export', () => {
  test('writes every event of the range, to a file or to the standard output', {
    timeout: 60_000,
  }, async () => {
    const range = ['--start', '2020-01-01'];
    const text = await runCli(['export', '--project', 'demo', ...range], env);
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string });
    expect(events).toHaveLength(4_000);

    const file = join(dataDir, 'purchases.csv');
    const filters = JSON.stringify({ field: 'name', op: 'is', value: 'purchase' });
    const options = ['--format', 'csv', '--filters', filters, '--output', file];
    const said = JSON.parse(
      await runCli(['--json', 'export', '--project', 'demo', ...range, ...options], env),
    );
    const csv = readFileSync(file, 'utf8');
    const purchases = events.filter(({ name }) => name === 'purchase').length;
    expect(said).toEqual({
      ...{ file, bytes: Buffer.byteLength(csv), events: purchases, timezone: expect.any(String) },
      ...{ start: expect.stringMatching(/^2020-01-01T/), end: expect.any(String) },
    });
    expect(csv.trimEnd().split('\n')).toHaveLength(1 + purchases);
  });

  test('says what is wrong with what was asked, and leaves no file', { timeout: 60_000 }, async () => {
    const file = join(dataDir, 'none.csv');
    const wrong = ['export', '--project', 'demo', '--start', 'yesterday', '--output', file];
    await expect(runCli(wrong, env)).rejects.toThrow('startDate must be a day');
    expect(existsSync(file)).toBe(false);
  });
});
