import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { call, createFixture, eventually, expectNames, storedKeys } from './fixture.ts';

const fixture = createFixture();
const minute = 60_000;

const sessionOf = async (page: Page, name: string): Promise<unknown> => {
  await call(page, 'track', name);
  await eventually(() => fixture.collector.names(), { interval: 20, timeout: 5_000 }).toContain(name);
  return fixture.collector.accepted().find(({ payload }) => payload.name === name)?.payload.sessionId;
};
const openAtClock = async (): Promise<Page> => {
  fixture.site.options = 'pageViews: false';
  const page = await fixture.context.newPage();
  await page.clock.install({ time: Date.now() });
  await page.goto(fixture.site.url);
  return page;
};
const cookieCount = async (): Promise<number> => (await fixture.context.cookies()).length;

describe('sessions', () => {
  it('G14: all tabs share one session, from the first event on', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const pages = [await fixture.open(), await fixture.open(), await fixture.open()];
    for (const [index, page] of pages.entries()) await call(page, 'track', `tab-${index}`);
    await expectNames(collector, ['tab-0', 'tab-1', 'tab-2']);
    const sessions = collector.accepted().map(({ payload }) => payload.sessionId);
    expect(new Set(sessions).size).toBe(1);
    expect(sessions[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(collector.accepted().map(({ payload }) => payload.deviceId)).size).toBe(1);
  });

  it('G14: 29 idle minutes keep the session, 31 end it', async () => {
    const page = await openAtClock();
    const first = await sessionOf(page, 'first');
    await page.clock.fastForward(29 * minute);
    expect(await sessionOf(page, 'kept')).toBe(first);
    await page.clock.fastForward(31 * minute);
    const second = await sessionOf(page, 'new');
    expect(second).not.toBe(first);
    expect(second).toBeTruthy();
  });

  it('G14: a tab that was idle for longer re-reads the session that another tab kept alive', async () => {
    const page = await openAtClock();
    const idle = await fixture.open();
    const first = await sessionOf(page, 'first');
    expect(await sessionOf(idle, 'early')).toBe(first);
    await page.clock.fastForward(20 * minute);
    expect(await sessionOf(page, 'kept')).toBe(first);
    await page.clock.fastForward(20 * minute);
    expect(await sessionOf(idle, 'late')).toBe(first);
  });

  it('G14: a session without a pause ends after 24 hours', async () => {
    const page = await openAtClock();
    const sessions: unknown[] = [];
    for (let hour = 0; hour <= 25 * 2.5; hour += 1) {
      sessions.push(await sessionOf(page, `at-${hour}`));
      await page.clock.fastForward(24 * minute);
    }
    expect(new Set(sessions.slice(0, 60)).size).toBe(1);
    expect(sessions[60]).not.toBe(sessions[59]);
  });

  it('G14: the session is written at most every five seconds', async () => {
    fixture.site.head = `<script>
      writes = 0;
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = function (key, value) { if (key.includes('session')) writes++; setItem.call(this, key, value); };
    </script>`;
    const page = await openAtClock();
    await page.clock.pauseAt(Date.now() + 1_000);
    for (let index = 0; index < 10; index += 1) {
      await call(page, 'track', `event-${index}`);
      await page.clock.runFor(1_000);
    }
    expect(await page.evaluate('writes')).toBe(2);
  });

  it('the device id and session of the page code that came before are taken over', async () => {
    const { collector, site } = fixture;
    site.pages.set(
      '/legacy',
      `<!doctype html><script type="module">
      localStorage.setItem('analytics_device_id', '1712345678901-abc');
      sessionStorage.setItem('analytics_session', JSON.stringify({ id: '1712345678902-def', lastActivity: Date.now() - 60_000 }));
      const { AnalyticsSDK } = await import('/index.js');
      const analytics = new AnalyticsSDK('c-1', '${collector.url}');
      analytics.track('screen_view', { path: '/', search: '' });
      await analytics.identify('user-1', { email: 'a@b.c', name: 'Ada' });
    </script>`,
    );
    await fixture.open('/legacy');
    await eventually(() => collector.accepted().length).toBe(2);
    const [view, profile] = collector.accepted();
    expect(view?.payload).toMatchObject({
      name: 'screen_view',
      deviceId: '1712345678901-abc',
      sessionId: '1712345678902-def',
      properties: { path: '/', search: '' },
    });
    expect(profile).toMatchObject({
      type: 'identify',
      payload: { profileId: 'user-1', deviceId: '1712345678901-abc', email: 'a@b.c', name: 'Ada' },
    });
  });

  it('persistence "cookie" keeps the ids in cookies, "none" sends and stores none', async () => {
    const { collector, context, site } = fixture;
    site.options = "pageViews: false, persistence: 'cookie'";
    const page = await fixture.open();
    await call(page, 'track', 'first');
    await page.reload();
    await call(page, 'track', 'second');
    await expectNames(collector, ['first', 'second']);
    const ids = collector.accepted().map(({ payload }) => `${payload.deviceId} ${payload.sessionId}`);
    expect(new Set(ids).size).toBe(1);
    expect((await context.cookies()).map(({ name }) => name).sort()).toEqual([
      'analytics_device_id',
      'gatrix.c-1.session',
    ]);

    await context.clearCookies();
    collector.reset();
    site.options = "pageViews: false, persistence: 'none'";
    await page.evaluate('localStorage.clear()');
    await page.goto(`${site.url}/none`);
    await call(page, 'track', 'third');
    await expectNames(collector, ['third']);
    expect(collector.accepted()[0]?.payload).not.toHaveProperty('deviceId');
    expect(collector.accepted()[0]?.payload).not.toHaveProperty('sessionId');
    expect([await storedKeys(page), await cookieCount()]).toEqual([[], 0]);
  });
});

describe('subdomains', () => {
  it('persistence "cookie" with a domain is one device and one session on all of its hosts', async () => {
    fixture.needs('subdomains');
    const { collector, context, site } = fixture;
    site.options = "pageViews: false, persistence: 'cookie', cookieDomain: 'site.localhost'";
    const page = await context.newPage();
    for (const name of ['shop', 'forum']) {
      await page.goto(site.url.replace('127.0.0.1', `${name}.site.localhost`));
      await call(page, 'track', name);
      await call(page, 'flush');
    }
    await expectNames(collector, ['shop', 'forum']);
    const [shop, forum] = collector.accepted();
    expect(shop?.payload.deviceId).toMatch(/^[0-9a-f-]{36}$/);
    expect(forum?.payload).toMatchObject({
      deviceId: shop?.payload.deviceId,
      sessionId: shop?.payload.sessionId,
    });
  });
});

describe('consent', () => {
  it.each([
    ['pending', "consent: 'pending'"],
    ['refused by Global Privacy Control', 'respectGpc: true'],
  ])('G15: while it is %s there is no request, no storage and no cookie', async (_, options) => {
    const { collector, site } = fixture;
    site.head = "<script>Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })</script>";
    for (const persistence of ['local', 'cookie']) {
      site.options = `${options}, persistence: '${persistence}'`;
      const page = await fixture.open();
      for (const name of ['one', 'two']) await call(page, 'track', name);
      await call(page, 'identify', 'user-1');
      await call(page, 'flush');
      await page.evaluate("history.pushState({}, '', '/next')");
      await page.reload();
      expect([await storedKeys(page), await cookieCount()]).toEqual([[], 0]);
      expect(await page.evaluate('sessionStorage.length')).toBe(0);
    }
    expect(collector.arrivals.length).toBe(0);
  });

  it('G15: opting in sends what waited, with its original times', async () => {
    const { collector } = fixture;
    const page = await openAtClock();
    fixture.site.options = "consent: 'pending'";
    await page.goto(fixture.site.url);
    await call(page, 'track', 'early');
    const trackedAt = await page.evaluate(() => Date.now());
    await page.clock.fastForward(10 * minute);
    await call(page, 'optIn');
    await expectNames(collector, ['screen_view', 'early']);
    const early = collector.accepted().find(({ payload }) => payload.name === 'early')?.payload;
    expect(Math.abs(Date.parse(early?.timestamp ?? '') - trackedAt)).toBeLessThan(1_000);
    expect(early?.sessionId).toBeTruthy();
  });

  it('G15: opting out removes all that was stored, also what is unsent, and stays silent', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const page = await fixture.open();
    await call(page, 'track', 'before');
    await expectNames(collector, ['before']);
    collector.script = () => 503;
    await call(page, 'track', 'unsent');
    await eventually(() => collector.arrivals.length).toBe(2);
    collector.script = () => 200;
    await call(page, 'optOut');
    await call(page, 'track', 'after');
    await call(page, 'flush');
    expect([await storedKeys(page), await cookieCount()]).toEqual([[], 0]);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.goto(`${site.url}/next`);
    await call(page, 'track', 'next-page');
    await expectNames(collector, ['before', 'next-page']);
  });

  it('G15: reset clears ids, profile, groups and registered properties', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const page = await fixture.open();
    await call(page, 'identify', 'user-1', { email: 'a@b.c' });
    await call(page, 'setGroup', 'guild-1');
    await call(page, 'register', { plan: 'pro' });
    await call(page, 'track', 'before');
    await call(page, 'flush');
    await call(page, 'reset');
    expect(await storedKeys(page)).toEqual([]);
    await call(page, 'track', 'after');
    await expectNames(
      collector,
      ['undefined', 'before', 'after']
        .filter((name) => name !== 'undefined')
        .concat('undefined', 'undefined'),
    );
    const [before, after] = ['before', 'after'].map(
      (name) => collector.accepted().find(({ payload }) => payload.name === name)?.payload,
    );
    expect(before).toMatchObject({ profileId: 'user-1', groups: ['guild-1'], properties: { plan: 'pro' } });
    expect(after).toMatchObject({ groups: [], properties: {} });
    expect(after).not.toHaveProperty('profileId');
    expect(after?.deviceId).not.toBe(before?.deviceId);
    expect(after?.sessionId).not.toBe(before?.sessionId);
  });

  it('sampleRate 0 measures nobody, 1 everybody, and half of the devices are in at 0.5', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false, sampleRate: 0.5';
    site.head = `<script>localStorage.setItem('analytics_device_id', crypto.randomUUID())</script>`;
    const page = await fixture.context.newPage();
    for (let device = 0; device < 40; device += 1) {
      await page.goto(site.url);
      await call(page, 'track', `device-${device}`);
      await call(page, 'flush');
    }
    const measured = collector.names().length;
    expect(measured).toBeGreaterThan(6);
    expect(measured).toBeLessThan(34);
  });
});

describe('time', () => {
  it.each([3, -3])(
    'G16: with a clock %i days off the server knows the time within 2 s, after a retry too',
    async (days) => {
      const { collector, site } = fixture;
      site.options = 'pageViews: false';
      const page = await fixture.context.newPage();
      await page.clock.install({ time: Date.now() + days * 24 * 60 * minute });
      await page.goto(site.url);
      const outcomes = [503, 503] as const;
      collector.script = () => outcomes[collector.arrivals.length - 1] ?? 200;
      const trackedAt = Date.now();
      await call(page, 'track', 'skewed');
      await expectNames(collector, ['skewed']);
      const arrival = collector.arrivals.at(-1);
      const sentAt = Date.parse(arrival?.body.sentAt ?? '');
      const timestamp = Date.parse(arrival?.body.batch[0]?.payload.timestamp ?? '');
      expect(Math.abs((arrival?.at ?? 0) - (sentAt - timestamp) - trackedAt)).toBeLessThan(2_000);
      expect(Math.abs(timestamp - trackedAt)).toBeGreaterThan(2 * 24 * 60 * minute);
    },
  );
});
