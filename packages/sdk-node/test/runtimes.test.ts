import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'tsdown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCollector } from './collector.ts';

let collector: Awaited<ReturnType<typeof startCollector>>;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
let isInRequest = false;
/** Workers allow no timers, no random values and no AbortController outside a request. */
const inRequest = () => {
  if (!isInRequest) throw new Error('Disallowed operation called within global scope');
};
/** What a Worker offers, and nothing of Node. */
const web = {
  AbortController: class extends AbortController {
    constructor() {
      inRequest();
      super();
    }
  },
  AbortSignal,
  Blob,
  clearTimeout,
  CompressionStream,
  console,
  crypto: {
    randomUUID: () => {
      inRequest();
      return crypto.randomUUID();
    },
  },
  fetch,
  performance,
  Response,
  setTimeout: (work: () => void, ms: number) => {
    inRequest();
    return setTimeout(work, ms);
  },
  TextEncoder,
  URL,
};

test('the main entry needs nothing of Node: it sends from a runtime that has only what the web has', async () => {
  const [result] = await build({
    entry: { sdk: entry },
    format: 'iife',
    globalName: 'sdk',
    platform: 'neutral',
    write: false,
    dts: false,
    config: false,
    logLevel: 'silent',
  });
  const code = result?.chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('') ?? '';
  const context = createContext({ ...web, url: collector.url });
  runInContext(
    `${code}
    const analytics = sdk.createAnalytics({ clientId: 'c', clientSecret: 's', apiUrl: url });`,
    context,
  );
  isInRequest = true;
  await runInContext(
    `for (let n = 0; n < 50; n++) analytics.track('from a worker', { text: 'x'.repeat(100) }, { profileId: 'u' });
    analytics.flush();`,
    context,
  );
  expect(collector.requests.map(({ batch, headers }) => [batch.length, headers['content-encoding']])).toEqual(
    [[50, 'gzip']],
  );
});

test('no file of the main entry imports a module of Node', () => {
  const files = 'create-analytics delivery engine index post process-end queue retry types version'.split(
    ' ',
  );
  for (const file of files)
    expect(readFileSync(new URL(`../src/${file}.ts`, import.meta.url), 'utf8')).not.toMatch(/from 'node:/);
});
