import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Browsers on a machine that is busy do stall. Nothing else may be tried again: what lost an event once has lost it. */
const retriesOfBrowsers = process.env.CI ? 2 : 0;

const units = ['{apps,packages,examples}/*/src/**/*.test.ts'];
const all = ['{apps,packages,examples}/*/test/**/*.test.ts', '{docs,infra}/test/**/*.test.ts'];
const inBrowsers = [
  'apps/dashboard/test/**/*.test.ts',
  'apps/standalone/test/vendors/**/*.test.ts',
  'packages/{sdk-web,sdk-conformance}/test/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
  'docs/test/**/*.test.ts',
];
/** What takes longer, with a quick test of the same beside it, so that `npm test` stays within eight minutes: `npm run test:long`. */
const long = [
  'packages/fault-tests/test/**/*.test.ts',
  'packages/reports/test/seeds/{more-seeds,cluster-seeds,own-shard}.test.ts',
  'packages/reports/test/{cluster-union,going-on}.test.ts',
  'apps/cli/test/{cluster,import-access-log,import-forms,import-sources,seed-demo}.test.ts',
  'apps/insights/test/{cluster,every-route,manage-erase,paused-exports}.test.ts',
  'apps/standalone/test/{supervise,interrupted-start,backup,start,upgrade,memory-limit,full-disk,clock-steps}.test.ts',
  'apps/worker/test/{cluster,seal-days}.test.ts',
];
const longInBrowsers = [
  'apps/dashboard/test/{alerts,appearance,boards,demo,film,funnels,saved-and-notes,sharing,tasks}.test.ts',
  'apps/standalone/test/vendors/**/*.test.ts',
  'examples/*/test/**/*.test.ts',
  'packages/sdk-web/test/{hostile,identity,leaving,retrying}.test.ts',
  'packages/sdk-conformance/test/**/*.test.ts',
  'docs/test/**/*.test.ts',
];

// The `source` condition resolves workspace packages to their TypeScript, so tests need no build.
export default defineConfig({
  resolve: { conditions: ['source'] },
  // TRICKY: no `import` here: it would reach Node's own `require`, and hand ES modules to CommonJS packages.
  ssr: { resolve: { conditions: ['source', 'node', 'module', 'default'] } },
  test: {
    // Redis, MariaDB and ClickHouse start when the first test file asks for them, once for the whole run.
    globalSetup: ['packages/test-services/src/global-setup.ts'],
    // Has a `source` condition of its own, which Node cannot load from node_modules.
    server: { deps: { inline: ['@modelcontextprotocol/sdk', 'eventsource-parser'] } },
    setupFiles: ['packages/test-services/src/count-engines.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Browsers and servers share two cores: what takes a second alone may take twenty beside them.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      // They start nothing and share nothing that one of them changes: files of one process load a module once.
      project('units', { include: units, isolate: false, setupFiles: [] }),
      project('services', { include: all, exclude: [...inBrowsers, ...long] }),
      project('browsers', { include: inBrowsers, exclude: longInBrowsers, retry: retriesOfBrowsers }),
      project('long', { include: long }),
      project('long-browsers', { include: longInBrowsers, retry: retriesOfBrowsers }),
    ],
  },
});

interface ProjectFiles {
  readonly include: string[];
  readonly exclude?: string[];
  readonly retry?: number;
  readonly isolate?: boolean;
  readonly setupFiles?: string[];
}

function project(name: string, { exclude = [], ...files }: ProjectFiles): TestProjectInlineConfiguration {
  return { extends: true, test: { name, exclude: ['**/node_modules/**', ...exclude], ...files } };
}
