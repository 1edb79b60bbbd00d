import { afterEach, describe, expect, it } from 'vitest';
import type { Profile } from './browsers/engine.ts';
import { call, createFixture, eventually, expectNames, numbered } from './fixture.ts';

const fixture = createFixture();
const profiles: Profile[] = [];
const newProfile = (): Profile => {
  const profile = fixture.createProfile();
  profiles.push(profile);
  return profile;
};
afterEach(() => {
  for (const profile of profiles.splice(0)) profile.remove();
});

describe('leaving the page', () => {
  it('G1: an event tracked just before navigating arrives, 20 of 20, without a preflight', async () => {
    const { collector, site } = fixture;
    const other = 'data:text/html,elsewhere';
    site.options = 'pageViews: false';
    const page = await fixture.open();
    for (const name of numbered('leave', 20)) {
      await page.goto(site.url);
      await page.evaluate(`setTimeout(() => { gatrix('track', '${name}'); location.href = '/next'; })`);
      await page.waitForURL('**/next');
    }
    // Nothing is left to a later page of the SDK: this one has none.
    await page.goto(other);
    await expectNames(collector, numbered('leave', 20));
    expect(collector.preflights).toBe(0);
  });

  it.each([
    ['', ''],
    [', in a browser that does not say when a page is hidden', 'event.stopImmediatePropagation()'],
  ])(
    'G1: an event tracked in pagehide, with a request in flight, arrives although no page follows%s',
    async (_, onHidden) => {
      const { collector, site } = fixture;
      site.options = 'pageViews: false';
      site.head = `<script>addEventListener('visibilitychange', (event) => { ${onHidden} }, true)</script>`;
      site.pages.set('/elsewhere', 'elsewhere');
      collector.script = ({ body }) => (body.batch[0]?.payload.name === 'first' ? 'silence' : 200);
      const page = await fixture.open();
      await page.evaluate("addEventListener('pagehide', () => gatrix('track', 'in-pagehide'))");
      await call(page, 'track', 'first');
      await eventually(() => collector.arrivals.length).toBe(1);
      await page.goto(`${site.url}/elsewhere`);
      await expectNames(collector, ['in-pagehide']);
    },
  );

  it('G1: an event tracked after the request in flight was cut off by leaving arrives, though no page follows', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    // Not for the back/forward cache: the browser gives such a page's requests up between pagehide and being hidden.
    site.head = "<script>addEventListener('unload', () => {})</script>";
    site.pages.set('/elsewhere', 'elsewhere');
    collector.script = ({ body }) => (body.batch.at(-1)?.payload.name === 'first' ? 'silence' : 200);
    const page = await fixture.open();
    await page.evaluate("addEventListener('visibilitychange', () => gatrix('track', 'when-hidden'))");
    await call(page, 'track', 'first');
    await eventually(() => collector.arrivals.length).toBe(1);
    await page.goto(`${site.url.replace('127.0.0.1', 'localhost')}/elsewhere`);
    await eventually(() => collector.names()).toContain('when-hidden');
  });

  it('G1: what may be the last request is keepalive within the budget, without credentials or a header of ours', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    site.head = `<script>
      sent = [];
      originalFetch = window.fetch;
      window.fetch = (url, init) => {
        const { keepalive, credentials, headers, mode, body } = init;
        sent.push({ keepalive, credentials, headers, mode, isText: typeof body === 'string' });
        return originalFetch(url, init);
      };
    </script>`;
    const page = await fixture.open();
    await call(page, 'track', 'small');
    await expectNames(collector, ['small']);
    await call(page, 'flush');
    await call(page, 'track', 'large', { text: 'x'.repeat(70_000) });
    await expectNames(collector, ['small', 'large']);
    const plain = { credentials: 'omit', isText: true };
    expect(await page.evaluate('sent')).toEqual([
      { keepalive: true, ...plain },
      { keepalive: false, ...plain },
    ]);
  });

  it('G2: the last event survives quitting the browser, 19 of 20', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const profile = newProfile();
    for (const name of numbered('quit', 20)) {
      const { context, quit } = await profile.open();
      const page = context.pages()[0] ?? (await context.newPage());
      await page.goto(site.url);
      await call(page, 'track', name);
      await quit();
    }
    const arrived = new Set(collector.names());
    expect(numbered('quit', 20).filter((name) => arrived.has(name)).length).toBeGreaterThanOrEqual(19);
  }, 240_000);

  it('G3: three events tracked offline arrive after the browser was closed and the site visited again', async () => {
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const profile = newProfile();
    const first = await profile.open();
    const page = first.context.pages()[0] ?? (await first.context.newPage());
    await page.goto(site.url);
    await first.context.setOffline(true);
    for (const name of numbered('offline', 3)) await call(page, 'track', name);
    await page.close({ runBeforeUnload: true });
    await first.quit();
    expect(collector.names()).toEqual([]);

    const second = await profile.open();
    const visit = await second.context.newPage();
    await visit.goto(site.url);
    await expectNames(collector, numbered('offline', 3), 5_000);
    await second.kill();
  });

  it('G3: they also arrive after SIGKILL', async () => {
    fixture.needs('killing');
    const { collector, site } = fixture;
    site.options = 'pageViews: false';
    const profile = newProfile();
    const first = await profile.open();
    const page = first.context.pages()[0] ?? (await first.context.newPage());
    await page.goto(site.url);
    await first.context.setOffline(true);
    for (const name of numbered('killed', 3)) await call(page, 'track', name);
    await eventually(() => profile.isOnDisk('killed-2'), { timeout: 15_000 }).toBe(true);
    await first.kill();

    const second = await profile.open();
    const visit = await second.context.newPage();
    await visit.clock.install({ time: Date.now() + 16_000 });
    await visit.goto(site.url);
    await expectNames(collector, numbered('killed', 3));
    await second.kill();
  }, 60_000);

  it('G4: five tabs with 20 unsent events each, all closed: 100 arrive at the next visit', async () => {
    const { collector, context, site } = fixture;
    site.options = 'pageViews: false';
    const tabs = await Promise.all(Array.from({ length: 5 }, () => fixture.open()));
    await context.setOffline(true);
    for (const [tab, page] of tabs.entries())
      for (const name of numbered(`tab-${tab}`, 20)) await call(page, 'track', name);
    await Promise.all(tabs.map((page) => page.close({ runBeforeUnload: true })));
    await eventually(() => context.pages().length).toBe(0);
    await context.setOffline(false);
    expect(collector.names()).toEqual([]);

    await fixture.open();
    await expectNames(
      collector,
      tabs.flatMap((_, tab) => numbered(`tab-${tab}`, 20)),
      25_000,
    );
  });
});
