import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProject, type Project } from './project.ts';
import { type AnalyticsServer, root, startServer } from './server.ts';
import { filesOf, snippetsOf } from './snippets.ts';

interface Stored {
  readonly name: string;
  readonly profile_id: string;
  readonly title: string;
  readonly browser: string;
  readonly utm_source: string;
  readonly revenue: number;
  readonly properties: Record<string, unknown>;
}

let server: AnalyticsServer;
let project: Project;
beforeAll(async () => {
  server = await startServer();
  const readme = readFileSync(join(root, 'packages/sdk-node/README.md'), 'utf8');
  const first = /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
  const pages = [...filesOf(snippetsOf('node.md')), ['readme.ts', first] as const];
  project = createProject(new Map(pages.map(([file, text]) => [file, filledIn(text)])));
});
afterAll(async () => {
  await project?.close();
  await server?.close();
});

const filledIn = (text: string): string =>
  text
    .replaceAll('http://127.0.0.1:3002', server.url)
    .replaceAll('your-client-id', server.write.id)
    .replaceAll('your-client-secret', server.write.secret);
const events = () => server.ask<Stored[]>('/events?limit=1000');
const stored = async (name: string) => (await events()).filter((event) => event.name === name);

test('docs/send/node.md has only blocks that name a file, and all of them compile', async () => {
  expect(snippetsOf('node.md').filter(({ file }) => !file)).toEqual([]);
  await project.check();
});

test("the page's first script and the README's end when their events are stored", async () => {
  expect(await project.run('first.ts')).toBe('');
  await project.run('readme.ts');
  await expect.poll(async () => (await events()).length).toBe(4);
  expect(await stored('level_up')).toMatchObject(
    Array.from({ length: 2 }, () => ({ profile_id: 'user-1', properties: { level: 12 } })),
  );
});

test('people, groups, revenue and a visitor arrive as they were said', async () => {
  await project.run('people.ts');
  await project.run('visitor.ts');
  await expect
    .poll(() => stored('revenue'))
    .toMatchObject([{ revenue: 4.99, profile_id: 'user-1', properties: { item: 'sword' } }]);
  await expect
    .poll(() => stored('screen_view'))
    .toMatchObject([{ title: 'Shop', browser: 'Firefox', utm_source: 'news' }]);
  await expect
    .poll(() => server.ask('/profiles/user-1'))
    .toMatchObject({ first_name: 'Ada', properties: { plan: 'pro', coins: 5 } });
});

test('what a killed script left is stored by the next one', async () => {
  await expect(project.run('durable.ts')).rejects.toThrow();
  expect(await stored('order_paid')).toEqual([]);
  // The second may be killed before it has sent what the first left: until one lives long enough, all is kept.
  await expect(project.run('durable.ts')).rejects.toThrow();
  const survivor = filesOf(snippetsOf('node.md')).get('durable.ts') ?? '';
  project.write('survivor.ts', filledIn(survivor.replace(/^process\.kill.*$/m, '')));
  await project.run('survivor.ts');
  await expect.poll(async () => (await stored('order_paid')).length).toBe(3);
});

test("what the Python client's README records is stored when the script ends", async () => {
  const readme = readFileSync(join(root, 'examples/python/README.md'), 'utf8');
  const code = /^```python\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
  execFileSync(
    'python3',
    ['-c', filledIn(code.replaceAll('user-1', 'python-1').replace('level_up', 'python_level_up'))],
    {
      cwd: join(root, 'examples/python'),
    },
  );
  await expect
    .poll(() => stored('python_level_up'))
    .toMatchObject([{ profile_id: 'python-1', properties: { level: 12 } }]);
  await expect.poll(() => server.ask('/profiles/python-1')).toMatchObject({ first_name: 'Ada' });
});
