import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Page } from 'playwright-core';
import { build } from 'tsdown';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** A site whose pages run `source`, an app's module, as a bundler makes it; and browsers to visit it. */
export async function openVendorSite(source: string) {
  const script = await bundle(source);
  const html = `<!doctype html><title>Shop</title><script src="/app.js"></script>`;
  const site = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(site.address() as AddressInfo).port}`;
  const browser = await browserForTest();
  return {
    url,
    /** A new visitor, from a search. */
    async visit(path: string): Promise<Page> {
      const context = await browser.newContext();
      await context.addInitScript('Object.defineProperty(navigator, "webdriver", { get: () => false })');
      const page = await context.newPage();
      await page.goto(`${url}${path}`, { referer: 'https://www.google.com/' });
      return page;
    },
    async close() {
      await browser.close();
      site.closeAllConnections();
      site.close();
    },
  };
}

export type VendorSite = Awaited<ReturnType<typeof openVendorSite>>;

async function bundle(source: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'vendor-page-'));
  try {
    symlinkSync(modules, join(directory, 'node_modules'));
    writeFileSync(join(directory, 'app.js'), source);
    const [bundled] = await build({
      ...{ cwd: directory, entry: 'app.js', config: false, dts: false, write: false, logLevel: 'silent' },
      ...{ format: 'iife', platform: 'browser' },
      deps: { alwaysBundle: [/.*/] },
      define: { 'process.env.NODE_ENV': '"production"' },
      outputOptions: { codeSplitting: false },
    });
    const chunk = bundled?.chunks.find((output) => output.type === 'chunk');
    if (!chunk) throw new Error('nothing was bundled');
    return chunk.code;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
