import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { freePort } from '@gatrix/analytics-free-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, runCli, startApp, waitForOk } from './processes.ts';

let dir: string;
let running: Running;
let env: Record<string, string>;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'import-sources-'));
  env = { DATA_DIR: join(dir, 'data'), PORT: String(await freePort()) };
  running = startApp('standalone', env);
  await waitForOk(`http://127.0.0.1:${env.PORT}/ready`, running);
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

test('an import that is killed goes on: all of it is stored once, and the counts add up', {
  timeout: 240_000,
}, async () => {
  const project = await newProject();
  const total = 6_000;
  const lines = Array.from({ length: total }, (_, number) => JSON.stringify(eventOf(number)));
  const file = fileOf('large.jsonl', lines.join('\n'));
  const args = ['--json', 'import', 'posthog', file, '--project', project];
  const killed = startApp('cli', env, args);
  const imports = async (): Promise<{ id: string; events: number; changes: number }[]> =>
    JSON.parse(await runCli(['--json', 'import', 'list', '--project', project], env));
  // It is stored what two requests brought, or a few more; that it is not done yet is asserted below.
  await expect.poll(async () => (await imports())[0]?.events ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
  await killed.stop('SIGKILL');

  const second = await importing(project, 'posthog', file);
  expect(second).toMatchObject({ records: total, taken: total, notUnderstood: 0, rejected: 0, robots: 0 });
  // An event of this form brings one for itself, and one for the trait that it sets.
  expect(second.stored + second.knownBefore).toBe(2 * total);
  expect(second.stored).toBeGreaterThan(0);
  expect(second.knownBefore).toBeGreaterThan(0);
  await expect.poll(imports, { timeout: 60_000 }).toMatchObject([{ events: total, changes: total }]);
  const ids = await exportedIds(project);
  expect([...ids].sort()).toEqual(lines.map((line) => JSON.parse(line).uuid).sort());
});

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
  const cli = startApp('cli', env, ['import', 'umami', file, '--project', projectOfRun(), '--dry-run']);
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
    const cli = startApp('cli', env, ['import', source, file, '--project', projectOfRun()]);
    expect(await cli.ended).toBe(1);
    expect(cli.output()).toContain(expected);
  },
);

const projectOfRun = (): string =>
  JSON.parse(readFileSync(join(dir, 'data/credentials.json'), 'utf8')).projectId;
