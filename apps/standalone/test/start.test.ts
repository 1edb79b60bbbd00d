import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { expect, test, vi } from 'vitest';
import { newDirectory, running, start } from './run-standalone.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A command as the start prints it, run in a shell. */
async function shell(command: string): Promise<string> {
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  return text;
}

test('what the start prints works as it stands, and the credentials are the owner’s alone and stay', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const first = await running({ DATA_DIR, PORT }, 'bundle');
  const [send, read] = first.output().match(/curl(?:\\\n|[^\n])*/g) ?? [];
  expect(JSON.parse(await shell(`${send ?? ''} -s`)).success).toBe(true);
  await vi.waitUntil(async () => JSON.parse(await shell(`${read ?? ''} -s`)).data.total_events === 1, {
    timeout: 30_000,
  });
  // What is looked up beside a module is found from the bundle, too.
  for (const [page, text] of [
    ['', '<base href="/"'],
    ['sdk.js', 'localStorage'],
    ['insights/docs', '0.1.0'],
  ]) {
    expect(await (await fetch(`http://127.0.0.1:${PORT}/${page}`)).text()).toContain(text);
  }
  expect(first.output()).not.toContain('no usable');

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
  for (const { secret } of [credentials.write, credentials.read, credentials.root])
    expect(first.output()).not.toContain(secret);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);

  const second = await running({ DATA_DIR, PORT });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(credentials);
  expect(JSON.parse(await shell(`${read ?? ''} -s`)).data.total_events).toBe(1);
  second.child.kill('SIGTERM');
  await second.ended;
});

test('a second start on the same directory, and a port that is taken, are errors that say so', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const first = await running({ DATA_DIR, PORT });

  const sameDirectory = start({ DATA_DIR, PORT: String(await freePort()) });
  expect(await sameDirectory.ended).toBe(1);
  expect(sameDirectory.output()).toMatch(
    /cannot start: the data directory .* is used by another process \(pid \d+\)/,
  );

  const [other, unclean] = [newDirectory(), newDirectory()];
  writeFileSync(join(unclean, 'running'), '1\n');
  const samePort = start({ DATA_DIR: other, PORT });
  const afterKill = start({ DATA_DIR: unclean, PORT });
  expect(await samePort.ended).toBe(1);
  expect(await afterKill.ended).toBe(1);
  expect(samePort.output()).toContain(`cannot start: port ${PORT} is taken: set PORT to another`);
  expect(samePort.output()).not.toContain('    at ');
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
  expect(run.output()).toContain('PORT');
  expect(run.output()).toContain('RATE_LIMIT_MAX');
});
