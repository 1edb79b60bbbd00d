import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findProblems } from '../src/check.ts';
import { allScenarios, createSubject, type Subject } from '../src/run-scenario.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const fromSource = ['node', '--conditions=source', '--import', 'tsx'];
const godotDriver = [...fromSource, 'packages/sdk-conformance/drivers/godot.ts'];

/** A driver whose client forgets its ids: it says that it is done, and sends the same event twice. */
const forgetful = `
  import { createInterface } from 'node:readline';
  const say = (line) => console.log(JSON.stringify(line));
  say({ ready: { client: 'forgetful', version: '0', can: [] } });
  let url;
  let names = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    if (command.do === 'start') [url, names] = [command.url, []];
    if (command.do === 'track') names.push(...command.names);
    const send = async () => {
      const at = new Date().toISOString();
      const batch = names.map((name) => ({ type: 'track', payload: { id: crypto.randomUUID(), timestamp: at, name } }));
      const { status } = await fetch(url + '/track', { method: 'POST', body: JSON.stringify({ sentAt: at, batch }) });
      return status === 200;
    };
    if (command.do === 'flush') for (let sent = 0; sent < 2; ) sent += Number(await send());
    say({ done: true });
  }`;

interface Client {
  readonly column: string;
  readonly command: readonly string[];
  /** A program that a machine may lack: the test says so, and is skipped. */
  readonly needs?: string;
}

const clients: readonly Client[] = [
  { column: 'Browser', command: [...fromSource, 'packages/sdk-conformance/drivers/browser.ts'] },
  { column: 'Node', command: [...fromSource, 'packages/sdk-conformance/drivers/node.ts'] },
  { column: 'Python', command: ['python3', 'examples/python/conformance.py'] },
  { column: 'C#', command: ['examples/csharp/conformance.sh'], needs: 'mcs' },
  { column: 'Godot 4', command: [...godotDriver, 'godot', 'godot'], needs: 'godot' },
  { column: 'Godot 3', command: [...godotDriver, 'godot3-server', 'godot3'], needs: 'godot3-server' },
];

/** The README's table: scenario → client → mark. */
const table = new Map(
  readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([first = '', ...cells]) => [first, cells]),
);
const columns = table.get('Scenario') ?? [];

const isMissing = (program: string | undefined) =>
  program !== undefined && spawnSync('which', [program]).status !== 0;

test('the table in the README has every scenario and every client', () => {
  const rows = [...table.keys()].filter((name) => allScenarios.some((scenario) => scenario.name === name));
  expect(rows).toEqual(allScenarios.map(({ name }) => name));
  expect(columns).toEqual(clients.map(({ column }) => column));
});

// Most of a scenario is waiting: clients wait beside each other.
describe.concurrent.each(clients)('$column', ({ column, command, needs }) => {
  let subject: Subject;
  beforeAll(() => {
    subject = createSubject(command, root);
  });
  afterAll(() => subject.close());

  test.skipIf(isMissing(needs))(
    `keeps to every scenario${needs ? ` (needs ${needs})` : ''}`,
    { timeout: 300_000 },
    async () => {
      const outcomes: Record<string, unknown> = {};
      const wanted: Record<string, unknown> = {};
      for (const scenario of allScenarios) {
        const outcome = await subject.run(scenario);
        outcomes[scenario.name] = outcome.kind === 'failed' ? outcome.problems : outcome.kind;
        const mark = table.get(scenario.name)?.[columns.indexOf(column)];
        wanted[scenario.name] = mark === '✓' ? 'passed' : 'not applicable';
      }
      expect(outcomes).toEqual(wanted);
    },
  );
});

test('a client that makes a new id for each attempt is found out', { timeout: 60_000 }, async () => {
  const subject = createSubject(['node', '--input-type=module', '-e', forgetful], root);
  const [scenario] = allScenarios;
  if (!scenario) throw new Error('no scenario');
  const outcome = await subject.run(scenario);
  await subject.close();
  expect(outcome).toMatchObject({ kind: 'failed' });
  expect(JSON.stringify(outcome)).toContain('stored a, b, a, b instead of a, b');
});

test('a time of sending that is kept from the first attempt is found out, a request that is on its way for long is not', () => {
  const tracked = new Map([['a', { from: 1_000_000, until: 1_000_010 }]]);
  const payload = { id: crypto.randomUUID(), timestamp: new Date(1_000_000).toISOString(), name: 'a' };
  const sentAt = (ms: number) => new Date(ms).toISOString();
  const messages = [{ type: 'track', payload }];
  const problemsOf = (second: number) =>
    findProblems(
      { stored: ['a'] },
      {
        stored: messages,
        requests: [
          { at: 1_000_020, sentAt: sentAt(1_000_010), bytes: 100, messages },
          { at: 1_004_020, sentAt: sentAt(second), bytes: 100, messages },
        ],
      },
      [],
      tracked,
    );
  expect(problemsOf(1_000_010)).toEqual(['the time of a is off by 4010 ms']);
  expect(problemsOf(1_001_000)).toEqual([]);
});
