import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@gatrix/analytics-free-port';
import { browserForTest } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './server.ts';

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const directory = mkdtempSync(join(tmpdir(), 'gatrix-packed-'));
const [viteProject, expressProject] = [join(directory, 'page'), join(directory, 'backend')];
const packed = ['analytics-sdk', 'analytics-node', 'analytics-proxy'];
const filters = packed.flatMap((name) => ['--filter', `@gatrix/${name}`]);

const run = async (command: string, args: readonly string[], cwd: string): Promise<string> => {
  const env = { ...process.env, NODE_ENV: 'development' };
  const { stdout } = await promisify(execFile)(command, args, { cwd, env }).catch((error) => {
    throw new Error(`${command} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  });
  return stdout;
};
const write = (project: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(project);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
};
const install = (project: string, packages: readonly string[]): Promise<string> =>
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], project);
const tarball = (name: string): string => {
  const file = readdirSync(directory).find((entry) => entry.startsWith(`gatrix-${name}`));
  if (!file) throw new Error(`${name} was not packed`);
  return join(directory, file);
};

beforeAll(async () => {
  await run('npx', ['-y', packageManager, ...filters, '-r', 'pack', '--pack-destination', directory], root);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the packed packages', () => {
  it('are clean by publint and by "are the types wrong"', { timeout: 180_000 }, async () => {
    const output = await run('npx', ['-y', packageManager, 'publint'], root);
    expect(output.match(/All good!/g)?.length).toBe(packed.length);
    expect(output.match(/No problems found/g)?.length).toBe(packed.length);
  });

  it('hold what their exports name, no test, and no version that only this workspace understands', async () => {
    for (const name of packed) {
      const files = (await run('tar', ['-tzf', tarball(name)], directory)).split('\n');
      const manifest = JSON.parse(
        await run('tar', ['-xzOf', tarball(name), 'package/package.json'], directory),
      );
      expect(JSON.stringify({ ...manifest, devDependencies: {} })).not.toMatch(/catalog:|workspace:/);
      const named = JSON.stringify(manifest.exports).match(/\.\/(dist|src)[^"]+/g) ?? [];
      expect(named.length).toBeGreaterThan(4);
      expect(files).toEqual(expect.arrayContaining(named.map((path) => path.replace('.', 'package'))));
      expect(files.filter((file) => /test|tsbuildinfo|package\/dist\/types\//.test(file))).toEqual([]);
    }
  });

  it('work in an empty Vite project behind an empty Express project', async () => {
    write(viteProject, {
      'package.json': '{ "type": "module", "private": true }',
      'index.html':
        '<!doctype html><title>Empty</title><div id="root"></div><script type="module" src="/main.ts"></script>',
      'main.ts': `
        import { createAnalytics } from '@gatrix/analytics-sdk';
        import { trackDataAttributes } from '@gatrix/analytics-sdk/data-attributes';
        import { trackOutgoingLinks } from '@gatrix/analytics-sdk/outgoing-links';
        import { AnalyticsProvider, useTrack } from '@gatrix/analytics-sdk/react';
        import { trackWebVitals } from '@gatrix/analytics-sdk/web-vitals';
        import { createElement, useEffect } from 'react';
        import { createRoot } from 'react-dom/client';
        const client = createAnalytics<{ mounted: { by: string } }>({ clientId: 'c-1' });
        for (const start of [trackDataAttributes, trackOutgoingLinks, trackWebVitals]) start(client);
        const App = () => {
          const track = useTrack<{ mounted: { by: string } }>();
          useEffect(() => track('mounted', { by: 'react' }), [track]);
          return 'Mounted';
        };
        createRoot(document.getElementById('root')!).render(createElement(AnalyticsProvider, { client }, createElement(App)));
      `,
    });
    write(expressProject, {
      'package.json': '{ "private": true }',
      'server.cjs': `
        const { analyticsProxy } = require('@gatrix/analytics-proxy');
        require('@gatrix/analytics-node').createAnalytics;
        const { readScriptBuild } = require('@gatrix/analytics-sdk/script');
        const express = require('express');
        const app = express();
        app.use('/api/v1/analytics', analyticsProxy({ target: process.env.TARGET }));
        app.use(express.static(process.env.PAGE));
        readScriptBuild().then(({ hash }) => app.listen(process.env.PORT, () => console.log('ready', hash)));
      `,
      'check.mjs': `
        import { analyticsProxy } from '@gatrix/analytics-proxy';
        import { createAnalytics as createServerAnalytics } from '@gatrix/analytics-node';
        import { createDiskQueue } from '@gatrix/analytics-node/disk';
        import { createAnalytics } from '@gatrix/analytics-sdk';
        const storage = createDiskQueue({ directory: 'queue' });
        createServerAnalytics({ clientId: 'c-1', clientSecret: 's-1', apiUrl: 'http://127.0.0.1:1', storage });
        analyticsProxy({ target: 'http://127.0.0.1:1' });
        createAnalytics({ clientId: 'c-1' }).track('on-a-server');
        console.log('ready');
      `,
    });
    await Promise.all([
      install(viteProject, [tarball('analytics-sdk'), 'vite', 'react', 'react-dom']),
      install(expressProject, [...packed.map(tarball), 'express']),
    ]);
    await run(
      process.execPath,
      ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'],
      viteProject,
    );
    expect(await run(process.execPath, ['check.mjs'], expressProject)).toBe('ready\n');

    const names: string[] = [];
    const collector = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      for (const { payload } of JSON.parse(text).batch) names.push(`${request.url} ${payload.name}`);
      response.end('{"success":true}');
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const address = collector.address();
    const target = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const port = await freePort();
    const backend = spawn(process.execPath, ['server.cjs'], {
      cwd: expressProject,
      env: { ...process.env, TARGET: target, PAGE: join(viteProject, 'dist'), PORT: `${port}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const browser = await browserForTest();
    try {
      const [ready] = await once(backend.stdout, 'data');
      expect(`${ready}`).toMatch(/^ready [0-9a-f]{12}\n$/);
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      await expect.poll(() => [...names].sort()).toEqual(['/track mounted', '/track screen_view']);
    } finally {
      await browser.close();
      backend.kill('SIGKILL');
      collector.closeAllConnections();
      collector.close();
    }
  });
});
