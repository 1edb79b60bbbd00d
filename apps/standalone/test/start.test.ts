import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<unknown>;
}

function start(env: Record<string, string>): Run {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(root, 'apps/standalone/src/main.ts')],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code);
  cleanups.push(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
  });
  return { child, said: () => text, ended };
}

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'start-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return String(typeof address === 'object' ? address?.port : '');
}

async function running(env: Record<string, string>): Promise<Run> {
  const run = start(env);
  await vi.waitUntil(() => run.said().includes('Ctrl+C') || run.child.exitCode !== null, {
    timeout: 60_000,
    interval: 20,
  });
  expect(run.said()).toContain('Gatrix Analytics is running');
  return run;
}

/** A command as the start prints it, run in a shell. */
async function shell(command: string): Promise<string> {
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  return text;
}

test('what the start prints works as it stands, and the credentials are the owner’s alone and stay', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), await freePort()];
  const first = await running({ DATA_DIR, PORT });
  const [send, read] = first.said().match(/curl(?:\\\n|[^\n])*/g) ?? [];
  expect(JSON.parse(await shell(`${send ?? ''} -s`)).success).toBe(true);
  await vi.waitUntil(async () => JSON.parse(await shell(`${read ?? ''} -s`)).data.total_events === 1, {
    timeout: 10_000,
  });

  const path = join(DATA_DIR, 'credentials.json');
  const credentials = JSON.parse(readFileSync(path, 'utf8'));
  const pair = { id: expect.any(String), secret: expect.any(String) };
  const projectId = expect.any(String);
  expect(credentials).toEqual({
    url: `http://127.0.0.1:${PORT}`,
    projectId,
    write: pair,
    read: pair,
    root: pair,
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);

  const second = await running({ DATA_DIR, PORT });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(credentials);
  expect(JSON.parse(await shell(`${read ?? ''} -s`)).data.total_events).toBe(1);
  second.child.kill('SIGTERM');
  await second.ended;
});

test('a second start on the same directory, and a port that is taken, are errors that say so', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), await freePort()];
  const first = await running({ DATA_DIR, PORT });

  const sameDirectory = start({ DATA_DIR, PORT: await freePort() });
  expect(await sameDirectory.ended).toBe(1);
  expect(sameDirectory.said()).toMatch(
    /cannot start: the data directory .* is used by another process \(pid \d+\)/,
  );

  const [other, unclean] = [newDirectory(), newDirectory()];
  writeFileSync(join(unclean, 'running'), '1\n');
  const samePort = start({ DATA_DIR: other, PORT });
  const afterKill = start({ DATA_DIR: unclean, PORT });
  expect(await samePort.ended).toBe(1);
  expect(await afterKill.ended).toBe(1);
  expect(samePort.said()).toContain(`cannot start: port ${PORT} is taken: set PORT to another`);
  expect(samePort.said()).not.toContain('    at ');
  // It closed what it had opened: the next start there has nothing to mend, but for what was before.
  expect(existsSync(join(other, 'running'))).toBe(false);
  expect(existsSync(join(unclean, 'running'))).toBe(true);

  expect((await fetch(`http://127.0.0.1:${PORT}/ready`)).status).toBe(200);
  expect(existsSync(join(DATA_DIR, 'credentials.json'))).toBe(true);
  expect(first.child.exitCode).toBeNull();
});

test('settings that cannot be are all named at once', async () => {
  const run = start({ DATA_DIR: newDirectory(), PORT: 'eighty', RATE_LIMIT_MAX: '0' });
  expect(await run.ended).toBe(1);
  expect(run.said()).toContain('PORT');
  expect(run.said()).toContain('RATE_LIMIT_MAX');
});
