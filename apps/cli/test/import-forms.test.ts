import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { freePort } from '@gatrix/analytics-free-port';
import { type AppProcess, runCli, startApp, waitForOk } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let dir: string;
let running: AppProcess;
let env: Record<string, string>;
let credentials: { projectId: string; url: string; root: { id: string; secret: string } };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'import-forms-'));
  env = { DATA_DIR: join(dir, 'data'), PORT: String(await freePort()) };
  running = startApp('standalone', { env });
  await waitForOk(`http://127.0.0.1:${env.PORT}/ready`, running);
  credentials = JSON.parse(readFileSync(join(dir, 'data', 'credentials.json'), 'utf8'));
}, 60_000);
afterAll(async () => {
  await running.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function newProject(): Promise<string> {
  const { project } = JSON.parse(await runCli(['--json', 'project', 'create', '--name', 'p'], env));
  return project.id;
}

function fileOf(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const importing = async (kind: 'events' | 'access-log', project: string, file: string) =>
  JSON.parse(await runCli(['--json', 'import', kind, file, '--project', project], env));

const exported = async (project: string): Promise<Record<string, unknown>[]> => {
  const text = await runCli(
    ['export', '--project', project, '--start', '2026-10-01', '--end', '2026-11-30'],
    env,
  );
  return text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

/** It fails, and says why. */
async function failure(kind: 'events' | 'access-log', project: string, file: string): Promise<string> {
  const cli = startApp('cli', { env, args: ['import', kind, file, '--project', project] });
  expect(await cli.ended).not.toBe(0);
  return cli.output();
}

const page =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';
const robot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

describe('events', () => {
  test('what was exported is imported as it was: ids, devices, sessions, people, money, places', {
    timeout: 180_000,
  }, async () => {
    const [from, to] = [await newProject(), await newProject()];
    const messages = Array.from({ length: 6 }, (_, n) => ({
      type: 'track',
      payload: {
        id: `0193a5b2-0000-7000-8000-00000000000${n}`,
        name: n % 2 ? 'screen_view' : 'buy',
        timestamp: `2026-11-2${n}T10:00:00.123Z`,
        deviceId: `device-${n}`,
        ...(n < 2 ? { profileId: n === 0 ? '76561198012345678' : '76561198012345679' } : {}),
        path: `https://shop.example/${n}?utm_source=naver&utm_medium=cpc`,
        referrer: 'https://www.google.com/',
        groups: ['guild-1'],
        properties: {
          level: n,
          tag: 'a',
          flag: true,
          ...(n < 3 ? { __revenue: 2.5, __currency: 'krw' } : {}),
          __userAgent: page,
          __ip: '',
        },
      },
    }));
    const file = fileOf('sent.ndjson', messages.map((message) => JSON.stringify(message)).join('\n'));
    expect(await importing('events', from, file)).toMatchObject({ stored: 6, rejected: 0 });
    const before = await exported(from);
    expect(before).toHaveLength(6);
    const again = fileOf('export.ndjson', before.map((line) => JSON.stringify(line)).join('\n'));
    expect(await importing('events', to, again)).toMatchObject({ lines: 6, stored: 6, knownBefore: 0 });
    const received = (rows: Record<string, unknown>[]) => rows.map(({ created_at: _, ...rest }) => rest);
    expect(received(await exported(to))).toEqual(received(before));
    expect(new Set(before.map(({ session_id }) => session_id)).size).toBe(6);
    expect(before.map(({ revenue }) => Number(revenue)).reduce((a, b) => a + b)).toBe(7.5);
    expect(before.filter(({ currency }) => currency === 'KRW')).toHaveLength(3);
    expect(await importing('events', to, again)).toMatchObject({ stored: 0, knownBefore: 6, rejected: 0 });
  });

  test('an export with people keeps who is who, what was said of them, and groups', {
    timeout: 180_000,
  }, async () => {
    const [from, to] = [await newProject(), await newProject()];
    const at = (hour: number) => ({ timestamp: `2026-11-20T1${hour}:00:00.123Z` });
    const track = (hour: number, sender: object) => ({
      type: 'track',
      payload: { name: 'played', ...at(hour), ...sender },
    });
    const of = { profileId: 'ann' };
    const said = [
      track(0, { deviceId: 'phone' }),
      track(1, { profileId: 'ann@old' }),
      track(2, { profileId: 'ann', deviceId: 'laptop' }),
      track(3, { profileId: 'bob' }),
      {
        type: 'identify',
        payload: {
          ...of,
          ...at(1),
          deviceId: 'phone',
          firstName: 'Ann',
          email: 'ann@example.com',
          'plan.name': 'free',
          vip: true,
        },
      },
      { type: 'identify', payload: { ...of, ...at(2), plan: { name: 'pro' }, age: 31.5 } },
      { type: 'increment', payload: { ...of, ...at(3), property: 'coins', value: 2.25 } },
      { type: 'decrement', payload: { ...of, ...at(4), property: 'coins', value: 0.25 } },
      { type: 'set_once', payload: { ...of, ...at(5), properties: { age: 7, origin: 'ad' } } },
      { type: 'append', payload: { ...of, ...at(6), properties: { badges: 'first' } } },
      {
        type: 'group',
        payload: { id: 'owls', type: 'guild', name: 'Night Owls', ...at(0), properties: { size: 3 } },
      },
      { type: 'assign_group', payload: { ...of, ...at(3), groupIds: ['owls'] } },
      { type: 'alias', payload: { ...of, ...at(7), alias: 'ann@old' } },
    ];
    const file = fileOf('people.ndjson', said.map((message) => JSON.stringify(message)).join('\n'));
    expect(await importing('events', from, file)).toMatchObject({ stored: said.length, rejected: 0 });
    const out = join(dir, 'with-people.ndjson');
    const options = ['--start', '2026-10-01', '--people', '--output', out];
    await runCli(['export', '--project', from, ...options], env);
    expect(await importing('events', to, out)).toMatchObject({ lines: said.length, rejected: 0 });
    expect(await importing('events', to, out)).toMatchObject({ rejected: 0 });

    const readers = new Map<string, Record<string, string>>();
    for (const project of [from, to]) {
      const args = ['client', 'create', '--project', project, '--type', 'read', '--name', 'r'];
      const { id, secret } = JSON.parse(await runCli(['--json', ...args], env));
      readers.set(project, { 'openpanel-client-id': id, 'openpanel-client-secret': secret });
    }
    const ask = async (project: string, path: string) => {
      const headers = readers.get(project) ?? {};
      const answer = await fetch(`${credentials.url}/insights/${project}/${path}`, { headers });
      expect(answer.status, path).toBe(200);
      return (await answer.json()).data;
    };
    const range = 'startDate=2026-11-20&endDate=2026-11-20';
    for (const path of [
      'profiles',
      `metrics?${range}`,
      `breakdown?dimension=first.day&${range}`,
      'profiles/ann@old',
    ]) {
      await expect.poll(() => ask(to, path)).toEqual(await ask(from, path));
    }
    expect((await ask(to, `metrics?${range}`)).active_users).toBe(2);
    expect((await ask(to, 'profiles')).find(({ id }: { id: string }) => id === 'ann')).toMatchObject({
      first_name: 'Ann',
      aliases: ['ann@old'],
      groups: ['owls'],
      group_names: { owls: 'Night Owls' },
      properties: { coins: 2, age: 31.5, 'plan.name': 'pro', vip: true, origin: 'ad' },
    });
    const refused = (...wrong: string[]) => runCli(['export', '--project', from, '--people', ...wrong], env);
    await expect(refused('--format', 'csv')).rejects.toThrow('goes with ndjson only');
    await expect(refused('--filters', '{"and":[]}')).rejects.toThrow('does not go with filters');
  });

  test('byte order marks, line separators in text, long numbers and UTF-16', {
    timeout: 180_000,
  }, async () => {
    const project = await newProject();
    const line = (name: string, more = '') =>
      `{"type":"track","payload":{"name":"${name}","timestamp":"2026-11-20T10:00:00Z","profileId":76561198012345678${more}}}`;
    const file = `\uFEFF${line('first')}\r\n${line('second', ',"title":"a\u2028b\u2029c\u0085d"')}\n\n${line('third')}`;
    expect(await importing('events', project, fileOf('bom.ndjson', file))).toMatchObject({
      ...{ lines: 3, broken: 0, stored: 3 },
    });
    const utf16 = Buffer.from(`\uFEFF${line('fourth', ',"title":"게임"')}\n`, 'utf16le');
    expect(await importing('events', project, fileOf('utf16.ndjson', utf16))).toMatchObject({ stored: 1 });
    expect(await importing('events', project, fileOf('bom.gz', gzipSync(file)))).toMatchObject({
      ...{ stored: 0, knownBefore: 3 },
    });
    const rows = await exported(project);
    expect(new Set(rows.map(({ profile_id }) => profile_id))).toEqual(new Set(['76561198012345678']));
    expect(rows.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['a\u2028b\u2029c\u0085d', '게임']),
    );
  });

  test('the counts add up, and say why something was rejected', { timeout: 180_000 }, async () => {
    const project = await newProject();
    const event = (properties: object, name = 'x') =>
      JSON.stringify({ type: 'track', payload: { name, timestamp: '2026-11-20T10:00:00Z', properties } });
    const lines = [
      event({}),
      event({ __userAgent: robot }),
      event({ __revenue: '$5' }),
      event({ __revenue: '12,50' }),
      'x',
    ];
    const file = fileOf('mixed.ndjson', lines.join('\n'));
    const counts = { lines: 5, broken: 1, rejected: 2 };
    const first = await importing('events', project, file);
    expect(first).toMatchObject({ ...counts, stored: 1, robots: 1, knownBefore: 0 });
    expect(Object.entries(first.reasons)).toEqual([[expect.stringContaining('__revenue'), 2]]);
    expect(await importing('events', project, file)).toMatchObject({
      ...counts,
      stored: 0,
      robots: 0,
      knownBefore: 2,
    });
  });

  test.each([
    ['empty', '', 'empty'],
    ['blank', '\n\n', 'empty'],
    ['mark', '\uFEFF', 'empty'],
    ['csv', 'id,name\n1,2\n', 'none of 2 lines'],
  ])('a file of nothing fails and names what is expected: %s', async (name, content, problem) => {
    const told = await failure('events', credentials.projectId, fileOf(`nothing-${name}`, content));
    expect(told).toContain(problem);
    expect(told).toContain('one JSON object a line');
  });
});

describe('access logs', () => {
  const line = (address: string, path: string, agent = page) =>
    `${address} - - [20/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" 200 1 "-" "${agent}"`;

  test('the counts add up, the first and the second time', { timeout: 180_000 }, async () => {
    const project = await newProject();
    const log = [
      line('8.8.8.8, 10.0.0.5', '/a'),
      line('shop.example:443 8.8.4.4', '/b'),
      line('8.8.8.8', '/a', robot),
      line('8.8.8.8', '/style.css'),
      'what is this',
    ];
    const file = fileOf('access.log', log.join('\n'));
    const counts = { lines: 5, pageViews: 3, otherRequests: 1, broken: 1, rejected: 0 };
    expect(await importing('access-log', project, file)).toMatchObject({
      ...counts,
      ...{ stored: 2, robots: 1, knownBefore: 0 },
    });
    expect(await importing('access-log', project, file)).toMatchObject({
      ...counts,
      ...{ stored: 0, robots: 0, knownBefore: 3 },
    });
    const rows = await exported(project);
    expect(new Set(rows.map(({ device_id }) => device_id)).size).toBe(2);
    expect(rows.find(({ path }) => path === '/b')?.origin).toBe('https://shop.example');
  });

  test('a log of another form fails and says which are taken', async () => {
    const haproxy = fileOf(
      'haproxy.log',
      'Nov 20 10:00:00 lb haproxy[1]: 8.8.8.8:1 [20/Nov/2026:10:00:00.1] http s/1\n',
    );
    const told = await failure('access-log', credentials.projectId, haproxy);
    for (const part of ['none of 1 lines', 'HAProxy', 'vhost_combined', 'Caddy', 'IIS', 'CloudFront'])
      expect(told).toContain(part);
    expect(await failure('access-log', credentials.projectId, fileOf('empty.log', ''))).toContain(
      'the file is empty',
    );
  });
});
