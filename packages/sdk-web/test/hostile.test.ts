import { describe, expect, it } from 'vitest';
import { call, createFixture, drops, expectNames } from './fixture.ts';

const fixture = createFixture();

describe('a hostile page', () => {
  it.each([
    ['full', "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"],
    [
      'throwing',
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })",
    ],
    [
      'absent',
      "Object.defineProperty(window, 'localStorage', { value: undefined }); Object.defineProperty(window, 'sessionStorage', { value: null })",
    ],
  ])('G11: with %s storage the host goes on and events arrive', async (_, sabotage) => {
    const { collector, site } = fixture;
    site.head = `<script>${sabotage}</script>`;
    const page = await fixture.open();
    await call(page, 'track', 'delivered');
    await expectNames(collector, ['screen_view', 'delivered']);
  });

  it('G11: in a sandboxed frame events arrive', async () => {
    const { collector, site } = fixture;
    site.pages.set('/framing', `<!doctype html><iframe sandbox="allow-scripts" src="/framed"></iframe>`);
    await fixture.open('/framing');
    await expectNames(collector, ['screen_view']);
    expect(collector.arrivals[0]?.headers.origin).toBe('null');
  });

  it.each([
    ['throws', 'throw new Error("patched")'],
    ['rejects', 'return Promise.reject(new Error("patched"))'],
    ['returns nothing', ''],
    ['answers nonsense', 'return { status: "fine" }'],
  ])('G11: a patched fetch that %s costs no event and no error of the host', async (_, body) => {
    const { collector, site } = fixture;
    site.head = `<script>
      originalFetch = window.fetch;
      errors = [];
      addEventListener('error', (event) => errors.push(event.message));
      addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
      patchedCalls = 0;
      window.fetch = function () { patchedCalls++; ${body} };
    </script>`;
    const page = await fixture.open();
    await call(page, 'track', 'kept');
    await page.waitForFunction('patchedCalls > 0');
    await page.evaluate('window.fetch = originalFetch');
    await expectNames(collector, ['screen_view', 'kept']);
    expect(await page.evaluate('errors')).toEqual([]);
    expect(await drops(page)).toEqual([]);
  });

  it('G11: behind a policy that forbids the collector the host goes on, and another page delivers', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    site.headers = { 'content-security-policy': "connect-src 'none'" };
    const page = await fixture.open();
    await call(page, 'track', 'forbidden');
    await call(page, 'flush');
    expect(collector.arrivals.length).toBe(0);
    site.headers = {};
    await page.goto(`${site.url}/allowed`);
    await expectNames(collector, ['forbidden']);
  });

  it.each([
    ['circular', 'const self = {}; self.self = self; return self;'],
    ['BigInt', 'return { coins: 1n };'],
    ['throwing', 'return { get coins() { throw new Error("no"); } };'],
  ])('G11: %s properties are dropped as such, and the next event flows', async (_, make) => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const page = await fixture.open();
    await page.evaluate(`gatrix('track', 'impossible', (() => { ${make} })())`);
    await call(page, 'track', 'next');
    await expectNames(collector, ['next']);
    expect((await drops(page)).map(([, reason]) => reason)).toEqual(['serialization']);
  });

  it('G11: hooks that throw cost the host nothing: beforeSend drops its message, onDrop is ignored', async () => {
    const { collector, site } = fixture;
    site.options = `pageViews: false,
      onDrop: (message, reason) => { drops.push([message.payload.name, reason]); throw new Error('onDrop'); },
      beforeSend: (message) => { if (message.payload.name === 'bad') throw new Error('beforeSend'); return message; }`;
    const page = await fixture.open();
    await call(page, 'track', 'bad');
    await call(page, 'track', 'good');
    await expectNames(collector, ['good']);
    expect(await drops(page)).toEqual([['bad', 'before_send']]);
  });

  it('G11: beforeSend may change a message or drop it', async () => {
    const { collector, site } = fixture;
    site.options = `pageViews: false, beforeSend: ({ type, payload }) =>
      payload.name === 'secret' ? null : { type, payload: { ...payload, properties: { masked: true } } }`;
    const page = await fixture.open();
    await call(page, 'track', 'secret');
    await call(page, 'track', 'open', { email: 'a@b.c' });
    await expectNames(collector, ['open']);
    expect(collector.accepted()[0]?.payload.properties).toEqual({ masked: true });
    expect(await drops(page)).toEqual([['secret', 'before_send']]);
  });
});
