import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { copyBuilt } from '@gatrix/analytics-test-services';
import { build } from 'tsdown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'sdk-web-'));
beforeAll(() => copyBuilt('sdk', directory));
afterAll(() => rmSync(directory, { recursive: true }));

/** What each row of the README's table says: the entry, and what an app imports of it. */
const imports: Readonly<Record<string, string>> = {
  '`createAnalytics`': "export { createAnalytics } from './index.js'",
  '`AnalyticsSDK`': "export { AnalyticsSDK } from './index.js'",
  '`/react`': "export * from './react.js'",
  '`/web-vitals`': "export * from './web-vitals.js'",
  '`/outgoing-links`': "export * from './outgoing-links.js'",
  '`/data-attributes`': "export * from './data-attributes.js'",
  '`/gatrix`': "export * from './gatrix.js'",
};

/** Minified as an app's bundler does it, without what the app has anyway (React). */
const bundle = async (name: string, code: string): Promise<Buffer> => {
  const virtual = join(directory, `size-${name.replace(/\W/g, '')}.js`);
  const [output] = await build({
    config: false,
    entry: { bundle: virtual },
    plugins: [
      {
        name: 'virtual-entry',
        resolveId: (id) => (id === virtual ? id : undefined),
        load: (id) => (id === virtual ? code : undefined),
      },
    ],
    write: false,
    outDir: directory,
    clean: false,
    dts: false,
    format: 'esm',
    platform: 'browser',
    minify: true,
    logLevel: 'silent',
    deps: { neverBundle: [/^react/] },
  });
  const chunk = output?.chunks.find((one) => one.type === 'chunk' && one.isEntry);
  if (chunk?.type !== 'chunk') throw new Error('no chunk');
  return Buffer.from(chunk.code);
};

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Rows of its table: name, and bytes minified and after gzip. */
const promised = new Map(
  [...readme.matchAll(/^\| (`[^|]+`) +\| ([\d,]+) +\| ([\d,]+) +\|$/gm)].map(
    ([, name = '', minified = '', small = '']) => [
      name,
      [minified, small].map((text) => Number(text.replace(',', ''))),
    ],
  ),
);

describe('the README', () => {
  it('has a row for each of the eighteen guarantees, whose files have a test of that name', () => {
    const rows = [...readme.matchAll(/^\| (G\d+) +\|.*\|([^|]+)\|$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(Array.from({ length: 18 }, (_, index) => `G${index + 1}`));
    for (const [, name, cell = ''] of rows) {
      const files = cell.match(/[\w-]+\.test\.ts/g) ?? [];
      expect(files.length, name).toBeGreaterThan(0);
      const title = new RegExp(`['\`](G\\d+, )*${name}[:,]`);
      for (const file of files)
        expect(readFileSync(new URL(file, import.meta.url), 'utf8'), `${name} in ${file}`).toMatch(title);
    }
  });

  it('says what the script and every entry weigh, and no other', () => {
    expect([...promised.keys()].sort()).toEqual(['`/sdk.js`', ...Object.keys(imports)].sort());
  });

  it.each(['`/sdk.js`', ...Object.keys(imports)])(
    '%s weighs what it says, to within a hundredth',
    async (name) => {
      const code = imports[name];
      const file = code ? await bundle(name, code) : readFileSync(join(directory, 'sdk.js'));
      const small = gzipSync(file, { level: 9 }).length;
      const [bytes = 0, smallBytes = 0] = promised.get(name) ?? [];
      // zlib differs a little from one Node to the next.
      expect(Math.abs(file.length / bytes - 1), `${name}: ${file.length}`).toBeLessThanOrEqual(0.01);
      expect(Math.abs(small / smallBytes - 1), `${name}: ${small} after gzip`).toBeLessThanOrEqual(0.01);
    },
  );
});
