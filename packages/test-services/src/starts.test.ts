import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { coordinatorVariable } from './config.ts';
import { countStart, describeStarts } from './starts.ts';

const directory = mkdtempSync(join(tmpdir(), 'starts-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

test('what a run started is said in one line, each kind with how many', () => {
  const coordinator = join(directory, 'services.sock');
  expect(describeStarts(coordinator)).toBe('started: nothing');
  vi.stubEnv(coordinatorVariable, coordinator);
  for (const kind of ['browser', 'engine', 'engine', 'page', 'redis-server'] as const) countStart(kind);
  expect(describeStarts(coordinator)).toBe(
    'started: 2 engines in processes, 1 Redis, 1 shared browser, 1 page build',
  );
});
