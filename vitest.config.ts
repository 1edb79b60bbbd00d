import { defineConfig } from 'vitest/config';

// The `source` condition resolves workspace packages to their TypeScript, so tests need no build.
export default defineConfig({
  resolve: { conditions: ['source'] },
  // TRICKY: no `import` here: it would reach Node's own `require`, and hand ES modules to CommonJS packages.
  ssr: { resolve: { conditions: ['source', 'node', 'module', 'default'] } },
  test: {
    include: ['{apps,packages}/*/{src,test}/**/*.test.ts'],
    // Redis, MariaDB and ClickHouse start when the first test file asks for them, once for the whole run.
    globalSetup: ['packages/test-services/src/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
