import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { freePort } from '@gatrix/analytics-free-port';
import { type AppProcess, runCli, startApp, startProgram, waitForOk } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sources } from '../src/sources/sources.ts';

let dir: string;
let running: AppProcess;
let env: Record<string, string>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'import-sources-'));
  env = { DATA_DIR: join(dir, 'data'), PORT: String(await freePort()) };
  running = startApp('standalone', { env });
  await waitForOk(`http://127.0.0.1:${env.PORT}/ready`, running);
}, 240_000);
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

const importing = async (project: string, ...args: string[]) =>
  JSON.parse(await runCli(['--json', 'import', ...args, '--project', project], env));

const exportedIds = async (project: string): Promise<string[]> => {
  const text = await runCli(
    ['export', '--project', project, '--start', '2026-10-01', '--end', '2026-10-31'],
    env,
  );
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).id);
};

const eventOf = (number: number) => ({
  uuid: `0192f3c1-0000-7000-8000-${String(number).padStart(12, '0')}`,
  event: 'level_up',
  distinct_id: `user-${number % 50}`,
  timestamp: new Date(Date.UTC(2026, 9, 1) + number * 60_000).toISOString(),
  properties: { level: number, $set: { level: number } },
});

const second = (n: number) => new Date(Date.UTC(2026, 9, 2) + n * 1_000).toISOString();
const unix = (n: number) => Date.UTC(2026, 9, 2) / 1_000 + n;
const json = (recordOf: (n: number) => object) => (n: number) => JSON.stringify(recordOf(n));
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Record n of each source, of which each brings one message; a header where there is one. */
const recordsOf: Readonly<Record<string, { readonly header?: string; readonly of: (n: number) => string }>> =
  {
    openpanel: {
      of: json((n) => ({
        ...{
          id: eventOf(10_000 + n).uuid,
          name: 'buy',
          device_id: `d-${n}`,
          profile_id: '',
          session_id: `s-${n}`,
        },
        ...{
          path: '/shop',
          origin: 'https://a.example',
          properties: {},
          created_at: `2026-10-02 10:00:00.${100 + (n % 900)}`,
        },
      })),
    },
    posthog: { of: json((n) => ({ ...eventOf(n), properties: { level: n } })) },
    mixpanel: {
      of: json((n) => ({
        event: 'buy',
        properties: { time: unix(n), distinct_id: `u-${n}`, $user_id: `u-${n}`, $insert_id: `i-${n}` },
      })),
    },
    amplitude: {
      of: json((n) => ({
        ...{
          uuid: eventOf(20_000 + n).uuid,
          event_type: 'buy',
          event_time: `2026-10-02 10:00:00.${100000 + n}`,
        },
        ...{ user_id: `u-${n}`, device_id: `d-${n}`, session_id: unix(n) * 1_000, event_properties: {} },
      })),
    },
    umami: {
      header: 'website_id,session_id,visit_id,event_id,event_type,created_at,url_path',
      of: (n) => `w,s-${n},v-${n},e-${n},1,2026-10-02 10:00:00,/shop`,
    },
    // These have no ids: what is said again in the same words is another record.
    gameanalytics: {
      of: json((n) => ({
        arrival_ts: unix(1),
        data: {
          category: 'design',
          event_id: 'door',
          client_ts: unix(1),
          user_id: `u-${n % 3}`,
          session_id: 's',
        },
      })),
    },
    ga4: {
      of: json((n) => ({
        ...{ event_date: '20261002', event_timestamp: String(unix(n) * 1e6), event_name: 'buy' },
        ...{
          event_params: [],
          user_pseudo_id: `d-${n}`,
          event_bundle_sequence_id: String(n),
          platform: 'WEB',
        },
      })),
    },
    matomo: {
      of: json((n) => ({
        ...{ idSite: '1', idVisit: String(n), visitorId: 'd3b0738438694d31', firstActionTimestamp: unix(n) },
        actionDetails: [
          { type: 'action', url: 'https://a.example/shop', pageId: String(n), timestamp: unix(n) },
        ],
      })),
    },
    plausible: {
      header: 'date,page,hostname,visitors,visits,pageviews',
      of: (n) => `2026-10-02,/page-${n},a.example,${n},${n},${n}`,
    },
    'access-log': {
      of: (n) =>
        `8.8.8.${n % 9} - - [02/Oct/2026:10:00:00 +0000] "GET /shop HTTP/1.1" 200 1 "-" "${browser}"`,
    },
    events: {
      of: json((n) => ({
        type: 'track',
        payload: { id: eventOf(50_000 + n).uuid, name: 'buy', timestamp: second(n), deviceId: `d-${n}` },
      })),
    },
  };

/** Feeds each `<path>.part` to the reader of `<path>.fifo`, which does not end until it is killed. */
function feed(paths: readonly string[]): { stop: () => void } {
  execFileSync(
    'mkfifo',
    paths.map((path) => `${path}.fifo`),
  );
  const feeding = 'for path in "$@"; do { cat "$path.part"; sleep 600; } > "$path.fifo" & done; wait';
  const { pid } = spawn('sh', ['-c', feeding, 'feed', ...paths], { detached: true, stdio: 'ignore' });
  return { stop: () => pid !== undefined && process.kill(-pid, 'SIGKILL') };
}

test('an import of any source that is killed goes on: all of it is stored once, and the counts add up', {
  timeout: 240_000,
}, async () => {
  const others = ['plausible', 'access-log', 'events'];
  expect(Object.keys(recordsOf).sort()).toEqual([...sources.map(({ name }) => name), ...others].sort());
  const [total, before] = [1_200, 1_100];
  const project = projectOfRun();
  const files = Object.entries(recordsOf).map(([source, { header, of }]) => {
    const lines = Array.from({ length: total }, (_, n) => of(n));
    const text = (count: number) => [...(header ? [header] : []), ...lines.slice(0, count), ''].join('\n');
    const path = fileOf(`${source}.all`, text(total));
    fileOf(`${source}.all.part`, text(before));
    return { source, path };
  });
  const run = (how: string, suffix: string) => {
    const lists = files.map(({ source, path }) => [
      ...[source, `${path}${suffix}`, '--project', project, '--import-id', `killed-${source}`],
    ]);
    // Reading from a pipe holds a thread.
    const more = { UV_THREADPOOL_SIZE: '32' };
    return startProgram('apps/cli/test/many-imports.ts', {
      env: { ...env, ...more },
      args: [how, JSON.stringify(lists)],
    });
  };
  const storedOf = async () => {
    const known = new Map((await storedImports()).map((one) => [one.id, one]));
    return Object.fromEntries(
      files.map(({ source }) => {
        const { events = 0, robots = 0, changes = 0, totals = 0 } = known.get(`killed-${source}`) ?? {};
        return [source, events + robots + changes + totals];
      }),
    );
  };

  // A request of 1,000 is sent, and the rest waits for more of the input.
  const feeding = feed(files.map(({ path }) => path));
  const killed = run('together', '.fifo');
  try {
    await expect
      .poll(async () => Object.entries(await storedOf()).filter(([, stored]) => stored === 0), {
        timeout: 120_000,
      })
      .toEqual([]);
  } finally {
    await killed.stop('SIGKILL');
    feeding.stop();
  }

  const second = run('in-turn', '');
  let answers = '';
  second.child.stdout?.on('data', (chunk: Buffer) => (answers += chunk.toString()));
  expect(await second.ended, second.output()).toBe(0);
  const counted = answers
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(counted).toHaveLength(files.length);
  for (const { importId, stored, knownBefore, robots, rejected } of counted) {
    expect({ sum: stored + knownBefore, robots, rejected }, importId).toEqual({
      sum: total,
      robots: 0,
      rejected: 0,
    });
    expect(stored, importId).toBeGreaterThanOrEqual(total - before);
    expect(knownBefore, importId).toBeGreaterThan(0);
  }
  const whole = Object.fromEntries(files.map(({ source }) => [source, total]));
  await expect.poll(storedOf, { timeout: 60_000 }).toEqual(whole);
});

interface Imported {
  readonly id: string;
  readonly events: number;
  readonly robots: number;
  readonly changes: number;
  readonly totals: number;
}

async function storedImports(): Promise<readonly Imported[]> {
  const { url, projectId, root } = JSON.parse(readFileSync(join(dir, 'data/credentials.json'), 'utf8'));
  const response = await fetch(`${url}/manage/projects/${projectId}/imports`, {
    headers: { 'openpanel-client-id': root.id, 'openpanel-client-secret': root.secret },
  });
  return (await response.json()).data;
}

test('undoing an import leaves what others brought, and profiles as they were before it', {
  timeout: 180_000,
}, async () => {
  const project = await newProject();
  const first = fileOf('first.jsonl', JSON.stringify(eventOf(1)));
  const other = {
    ...eventOf(2),
    distinct_id: 'user-1',
    properties: { $set: { level: 99, guild: 'Embers' } },
  };
  const second = fileOf('second.jsonl', JSON.stringify(other));
  const { importId } = await importing(project, 'posthog', first);
  const { importId: secondId } = await importing(project, 'posthog', second);
  expect(secondId).not.toBe(importId);
  const { url } = JSON.parse(readFileSync(join(dir, 'data/credentials.json'), 'utf8'));
  const { id, secret } = JSON.parse(
    await runCli(['--json', 'client', 'create', '--project', project, '--type', 'read', '--name', 'r'], env),
  );
  const profile = async () => {
    const response = await fetch(`${url}/insights/${project}/profiles/user-1`, {
      headers: { 'openpanel-client-id': id, 'openpanel-client-secret': secret },
    });
    return (await response.json()).data?.properties;
  };
  await expect.poll(profile).toEqual({ level: 99, guild: 'Embers' });
  expect(await importing(project, 'undo', secondId)).toMatchObject({ events: 1, changes: 1 });
  expect(await exportedIds(project)).toEqual([eventOf(1).uuid]);
  expect(await profile()).toEqual({ level: 1 });
});

test('CSV with quotes, line ends and marks in its fields; several files; gzip', {
  timeout: 120_000,
}, async () => {
  const project = await newProject();
  const header = 'uuid,event,distinct_id,timestamp,properties';
  const row = (number: number, properties: string) =>
    `${eventOf(number).uuid},buy,user-1,${eventOf(number).timestamp},"${properties.replaceAll('"', '""')}"`;
  const csv = `\uFEFF${header}\r\n${row(1, '{"text":"a \\"quoted\\", word"}')}\r\n${row(2, '{"a":\n1}')}\r\nx,y\r\n`;
  const files = [fileOf('one.csv', csv), fileOf('two.csv.gz', gzipSync(`${header}\n${row(3, '{}')}\n`))];
  expect(await importing(project, 'posthog', ...files)).toMatchObject({
    ...{ records: 4, taken: 3, notUnderstood: 1, stored: 3 },
  });
  expect((await exportedIds(project)).sort()).toEqual([1, 2, 3].map((number) => eventOf(number).uuid));
});

test('of an export of several sites one is taken; who names none is told', { timeout: 60_000 }, async () => {
  const row = (site: string) => `${site},e-${site},s-${site},1,2026-10-05 08:00:00,/shop`;
  const header = 'website_id,event_id,session_id,event_type,created_at,url_path';
  const file = fileOf('sites.csv', [header, row('a'), row('b'), row('a2')].join('\n'));
  expect(await importing(projectOfRun(), 'umami', file, '--dry-run', '--site', 'b')).toMatchObject({
    ...{ records: 3, taken: 1, leftOut: { 'of another site': 2 }, messages: 1 },
  });
  const cli = startApp('cli', {
    env,
    args: ['import', 'umami', file, '--project', projectOfRun(), '--dry-run'],
  });
  expect(await cli.ended).toBe(0);
  expect(cli.output()).toContain('of several sites: a, b, …; --site takes one of them');
  expect(cli.output()).toContain('3 records: 3 taken');
});

test.each([
  ['umami', 'id,name\n1,2\n', "none of 1 records was understood: expected Umami's table website_event"],
  ['posthog', '', "the file is empty: expected PostHog's events export"],
])(
  'a file of nothing that %s exports fails and names what is expected',
  async (source, content, expected) => {
    const file = fileOf(`nothing-${source}`, content);
    const cli = startApp('cli', { env, args: ['import', source, file, '--project', projectOfRun()] });
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toContain(expected);
  },
);

const projectOfRun = (): string =>
  JSON.parse(readFileSync(join(dir, 'data/credentials.json'), 'utf8')).projectId;
