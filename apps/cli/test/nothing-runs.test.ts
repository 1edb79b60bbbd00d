import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { runCli } from '@gatrix/analytics-test-services';
import { afterAll, expect, test } from 'vitest';
import { loadCliConfig } from '../src/config.ts';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'nothing-runs-')));
afterAll(() => rmSync(place, { recursive: true, force: true }));

test.each([['doctor'], ['project', 'list']])(
  '%s where nothing runs says how to start it, and nothing of MySQL',
  async (...args) => {
    const env = { DATA_DIR: join(place, 'none'), PORT: String(await freePort()) };
    const problem = await runCli(args, env).catch((error: Error) => error.message);
    expect(problem).toContain('nothing runs here: start it with npm start');
    expect(problem).not.toMatch(/mysql/i);
  },
);

test('the stand-alone run is found from any directory below it, the nearest first', () => {
  const inner = join(place, 'outer/inner');
  const below = join(inner, 'src/deep');
  mkdirSync(below, { recursive: true });
  for (const directory of [join(place, 'outer'), inner]) {
    mkdirSync(join(directory, '.gatrix'));
    writeFileSync(join(directory, '.gatrix/metadata.db'), '');
  }
  const before = process.cwd();
  const dataDirIn = (directory: string, env = {}) => {
    process.chdir(directory);
    const { dataDir, isStandalone } = loadCliConfig(env);
    return [dataDir, isStandalone];
  };
  try {
    expect(dataDirIn(below)).toEqual([join(inner, '.gatrix'), true]);
    expect(dataDirIn(join(place, 'outer'))).toEqual([join(place, 'outer/.gatrix'), true]);
    expect(dataDirIn(below, { DATA_DIR: 'own' })).toEqual([join(below, 'own'), false]);
    expect(dataDirIn(below, { DATABASE_URL: 'mysql://127.0.0.1/x' })).toEqual([
      join(inner, '.gatrix'),
      false,
    ]);
    expect(dataDirIn(place)).toEqual([join(place, '.gatrix'), false]);
  } finally {
    process.chdir(before);
  }
});
