import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createMetadata } from '@gatrix/analytics-metadata';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

const secret = 'a secret that the backend signs its tokens with';
let server: TestServer;
let browser: Browser;
let host: Server;
let admin = '';
let stranger = '';

beforeAll(async () => {
  host = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/' ? framing() : request.url === '/late' ? framing(-600) : '');
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const address = host.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  // The same host under two names is two origins.
  admin = `http://localhost:${port}`;
  stranger = `http://127.0.0.1:${port}`;
  [server, browser] = await Promise.all([
    startServer({ JWT_SECRET: secret, DASHBOARD_EMBED_ORIGINS: admin }),
    browserForTest(),
  ]);
  const metadata = createMetadata({ url: `sqlite:${join(server.dataDir, 'metadata.db')}` });
  await metadata.members.add({ projectId: server.credentials.projectId, userId: '7', role: 'viewer' });
  await metadata.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  host?.close();
});

/** What Gatrix's admin does: frames the page, and sends a token when the page says it is ready. */
function framing(lasts = 600): string {
  return `<!doctype html><iframe src="${server.url}/?embed=1&theme=dark" width="1200" height="800"></iframe><script>
    addEventListener('message', ({ data, source, origin }) => {
      if (origin !== '${server.url}') return;
      (window.told ??= []).push(data);
      if (data.type === 'gatrix-analytics:ready')
        source.postMessage({ type: 'gatrix-analytics:token', token: '${token('7', lasts)}' }, origin);
    });
  </script>`;
}

function token(userId: string, lasts: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ userId, exp: Math.floor(Date.now() / 1000) + lasts })}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

test('inside a listed page it shows the reports, without navigation, in the theme that was asked for', async () => {
  const page = await browser.newPage();
  await page.goto(`${admin}/`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  expect(await frame.getByRole('navigation').count()).toBe(0);
  const background = await frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  expect(background).toBe('rgb(18, 18, 18)');
  await page.close();
});

test('a token that is refused is told to the reader in their language, and to the page around', async () => {
  const page = await browser.newPage({ locale: 'ko-KR' });
  await page.goto(`${admin}/late`);
  await page
    .frameLocator('iframe')
    .getByText('상위 페이지가 로그인하지 못했습니다: 토큰이 만료되었습니다.')
    .waitFor();
  const told = () => page.evaluate(() => (window as { told?: object[] }).told);
  await expect
    .poll(async () => (await told())?.at(-1))
    .toEqual({ type: 'gatrix-analytics:refused', reason: 'the token is not valid: it has expired' });
  await page.close();
});

test('inside any other page it shows nothing', async () => {
  const page = await browser.newPage();
  const refused = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await page.goto(`${stranger}/`);
  await refused;
  expect(await page.frameLocator('iframe').getByRole('heading').count()).toBe(0);
  await page.close();
});
