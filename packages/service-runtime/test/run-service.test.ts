import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

const tsx = import.meta.resolve('tsx');
const fixture = fileURLToPath(new URL('./service-fixture.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(mode: string, port = 0) {
  const child = spawn(process.execPath, ['--import', tsx, fixture, mode, String(port)]);
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const says = (text: string) =>
    vi.waitFor(() => expect(output).toContain(text), { timeout: 30_000, interval: 20 });
  return { child, exited, says, output: () => output };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s closes the service once and exits with 0, however often it comes',
  async (signal) => {
    const service = run('plain');
    await service.says('fixture started');
    service.child.kill(signal);
    await service.says('close called');
    service.child.kill(signal);
    expect(await service.exited).toBe(0);
    expect(service.output().match(/close called/g)).toHaveLength(1);
  },
);

test('a close that does not end is cut off with exit code 1', async () => {
  const service = run('hangs');
  await service.says('fixture started');
  service.child.kill('SIGTERM');
  expect(await service.exited).toBe(1);
  expect(service.output()).toContain('did not close within 200 ms');
});

test('a dependency that is not up is waited for, with the reason, and then the service starts', async () => {
  const server = createServer((socket) => socket.end());
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  };
  const port = await listen(0);
  server.close();
  await once(server, 'close');

  const service = run('waits', port);
  await service.says(`waiting for backend: not there: connect ECONNREFUSED 127.0.0.1:${port}`);
  expect(service.output()).not.toContain('fixture started');
  await listen(port);
  await service.says('backend is up');
  await service.says('fixture started');
  server.close();
});

test('a signal while waiting for a dependency exits with 0', async () => {
  const service = run('waits', 1);
  await service.says('waiting for backend');
  service.child.kill('SIGTERM');
  expect(await service.exited).toBe(0);
});

test.each([
  ['rejects', 'unhandled rejection', 'nobody listens'],
  ['fails', 'fixture failed to start', 'port is taken'],
])('a service that %s is logged with its reason and exits with 1', async (mode, message, reason) => {
  const service = run(mode);
  expect(await service.exited).toBe(1);
  expect(service.output()).toContain(message);
  expect(service.output()).toContain(reason);
});
