import { defineConfig } from 'vitest/config';

// The `source` condition resolves workspace packages to their TypeScript, so tests need no build.
export default defineConfig({
  resolve: { conditions: ['source'] },
  // TRICKY: no `import` here: it would reach Node's own `require`, and hand ES modules to CommonJS packages.
  ssr: { resolve: { conditions: ['source', 'node', 'module', 'default'] } },
  test: {
    include: ['{apps,packages,examples}/*/{src,test}/**/*.test.ts', '{docs,infra}/test/**/*.test.ts'],
    // Redis, MariaDB and ClickHouse start when the first test file asks for them, once for the whole run.
    globalSetup: ['packages/test-services/src/global-setup.ts'],
    // Has a `source` condition of its own, which Node cannot load from node_modules.
    server: { deps: { inline: ['@modelcontextprotocol/sdk', 'eventsource-parser'] } },
    pool: 'forks',
    maxWorkers: 2,
    // Browsers and servers share two cores: what takes a second alone may take twenty beside them.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // A test that fails three times in a row has failed; one that a stalled machine upset is shown as retried.
    retry: process.env.CI ? 2 : 0,
  },
});
