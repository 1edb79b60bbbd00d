import { afterEach, describe, expect, it } from 'vitest';
import type { Profile } from './browsers/engine.ts';
import type { SentMessage } from './collector.ts';
import { call, createFixture, eventually } from './fixture.ts';

const fixture = createFixture();
const profiles: Profile[] = [];
const visit = (url: string): void => {
  const profile = fixture.createProfile();
  profiles.push(profile);
  profile.visit(url);
};
afterEach(() => {
  for (const profile of profiles.splice(0)) profile.remove();
});

const views = (): SentMessage[] =>
  fixture.collector.accepted().filter(({ payload }) => payload.name === 'screen_view');
const paths = (): string[] => views().map(({ payload }) => `${payload.path}`.replace(fixture.site.url, ''));
/** A last event shows that nothing else was to come before it. */
const expectPaths = async (page: Parameters<typeof call>[0], expected: readonly string[]): Promise<void> => {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await call(page, 'track', 'end');
  await eventually(() => fixture.collector.names()).toContain('end');
  expect(paths()).toEqual(expected);
};

describe('page views', () => {
  it('G12: load, push, replace with a new path, back and forward count once each', async () => {
    const page = await fixture.open('/start?utm_source=x');
    await page.evaluate("history.pushState({}, '', '/pushed')");
    await page.evaluate("history.replaceState({}, '', '/replaced')");
    await page.evaluate(
      'new Promise((done) => { addEventListener("popstate", done, { once: true }); history.back(); })',
    );
    await page.evaluate(
      'new Promise((done) => { addEventListener("popstate", done, { once: true }); history.forward(); })',
    );
    await expectPaths(page, [
      '/start?utm_source=x',
      '/pushed',
      '/replaced',
      '/start?utm_source=x',
      '/replaced',
    ]);
  });

  it('G12: a push of another query counts; the same path, a replaced query and an anchor do not', async () => {
    const page = await fixture.open('/list');
    await page.evaluate("history.pushState({}, '', '/list?page=2')");
    await page.evaluate("history.pushState({ scroll: 9 }, '', '/list?page=2')");
    await page.evaluate("history.replaceState({}, '', '/list?page=3')");
    await page.evaluate("history.pushState({}, '', '/list?page=3')");
    await page.evaluate("location.hash = 'section'");
    await expectPaths(page, ['/list', '/list?page=2']);
  });

  it('G12: a push that is replaced within the same task, as routers redirect, is one view', async () => {
    const page = await fixture.open('/');
    await page.evaluate(
      "history.pushState({}, '', '/guarded'); history.replaceState({}, '', '/login'); document.title = 'Log in'",
    );
    await expectPaths(page, ['/', '/login']);
    expect(views()[1]?.payload.title).toBe('Log in');
  });

  it('G12: a view bears the title that follows its address, whatever the router does in between', async () => {
    const page = await fixture.open('/');
    const titles = async (count: number): Promise<unknown[]> => {
      await eventually(() => views().length).toBe(count);
      return views().map(({ payload }) => payload.title);
    };
    expect(await titles(1)).toEqual(['Page']);
    // As react-router: the address first, the title when the new page was drawn.
    await page.evaluate(
      "history.pushState({}, '', '/shop'); setTimeout(() => { document.title = 'Shop' }, 30)",
    );
    expect(await titles(2)).toEqual(['Page', 'Shop']);
    // A view that is asked for, as usePageViews does it.
    await page.evaluate(
      "history.pushState({}, '', '/item'); gatrix('screenView'); requestAnimationFrame(() => { document.title = 'Item' })",
    );
    expect(await titles(3)).toEqual(['Page', 'Shop', 'Item']);
    // What happens on the page comes after its view, and at once.
    await page.evaluate(async () => {
      history.pushState({}, '', '/cart');
      await new Promise((done) => setTimeout(done, 20));
      document.title = 'Cart';
      Reflect.get(globalThis, 'gatrix')('track', 'opened');
    });
    await eventually(() => fixture.collector.names()).toContain('opened');
    expect(await titles(4)).toEqual(['Page', 'Shop', 'Item', 'Cart']);
    expect(fixture.collector.names().slice(-2)).toEqual(['screen_view', 'opened']);
  });

  it('G12: a page that is left before its title came is counted, and so is one that is destroyed', async () => {
    const page = await fixture.open('/');
    // What was sent while a page was left is sent again by the next, with the same id.
    const distinctPaths = () => [
      ...new Map(views().map(({ payload }, i) => [payload.id, paths()[i]])).values(),
    ];
    await eventually(distinctPaths).toEqual(['/']);
    await page.evaluate(
      "history.pushState({}, '', '/short'); setTimeout(() => { location.href = '/next' }, 10)",
    );
    await eventually(distinctPaths).toEqual(['/', '/short', '/next']);
    await page.evaluate(
      "history.pushState({}, '', '/last'); setTimeout(() => { gatrix('destroy'); location.href = '/end' }, 10)",
    );
    await eventually(distinctPaths).toEqual(['/', '/short', '/next', '/last', '/end']);
  });

  it('G12: init twice is one client, and its page is counted once', async () => {
    const { site } = fixture;
    site.head = '';
    const page = await fixture.open('/');
    await page.evaluate(
      (apiUrl) => Reflect.get(globalThis, 'gatrix')('init', { clientId: 'c-1', apiUrl }),
      fixture.collector.url,
    );
    await page.evaluate("history.pushState({}, '', '/next')");
    await expectPaths(page, ['/', '/next']);
  });

  it('G12: a view of its own is not counted again, and its path and title are as given', async () => {
    const page = await fixture.open('/');
    await page.evaluate(
      "history.pushState({}, '', '/shop?item=1'); gatrix('screenView', '/shop', { title: 'Shop', shelf: 2 })",
    );
    await expectPaths(page, ['/', '/shop']);
    expect(views()[1]?.payload).toMatchObject({ title: 'Shop', properties: { shelf: 2 } });
    expect(views()[1]?.payload.referrer).toBe(`${fixture.site.url}/`);
  });

  it('G12: with pageViews "hash" a route in the hash is a view', async () => {
    fixture.site.options = "pageViews: 'hash'";
    const page = await fixture.open('/#/one');
    await page.evaluate("location.hash = '/two'");
    await expectPaths(page, ['/#/one', '/#/two']);
  });

  it('G12: routes of a hash router are views by themselves, anchors are not', async () => {
    const page = await fixture.open('/app#/one');
    await page.evaluate("location.hash = '/two'");
    await page.evaluate("gatrix('screenView')");
    await page.evaluate("location.hash = '!/three'");
    await page.evaluate("location.hash = 'anchor'");
    await page.evaluate("location.hash = '제목'");
    await expectPaths(page, ['/app#/one', '/app#/two', '/app#!/three', '/app']);
  });

  it('G12: a prerendered page counts when it is shown, and not before', async () => {
    fixture.needs('prerendering');
    const { collector, site } = fixture;
    site.pages.set(
      '/from',
      `<!doctype html><script type="speculationrules">{"prerender":[{"source":"list","urls":["/prerendered"]}]}</script>
       <script>
         addEventListener('load', async () => {
           await (await fetch('/wait-for-prerender')).text();
           location.href = '/prerendered';
         });
       </script>`,
    );
    site.head = `<script>
      if (document.prerendering) addEventListener('load', () => setTimeout(async () => {
        // What was sent on load has left by the time that these have come back.
        for (let times = 0; times < 3; times++) await fetch('/ping?' + times);
        fetch('/is-prerendering');
      }));
    </script>`;
    let heardBefore = -1;
    // The answer is held until the prerendered page has run, and the collector has heard of nothing.
    site.held.set('/wait-for-prerender', async () => {
      await eventually(() => site.requests, { timeout: 8_000 }).toContain('/is-prerendering');
      heardBefore = collector.arrivals.length;
    });
    visit(`${site.url}/from`);
    await eventually(paths, { timeout: 15_000 }).toEqual(['/prerendered']);
    expect(heardBefore).toBe(0);
  });

  it('G12, G13: the page is kept in the back/forward cache, and its return counts', async () => {
    const { collector, site } = fixture;
    site.pages.set(
      '/elsewhere',
      '<!doctype html><script>addEventListener("load", () => setTimeout(() => history.back()))</script>',
    );
    site.options = 'pageViews: true';
    site.head = `<script>
      addEventListener('pageshow', (event) => {
        if (event.persisted) fetch('/restored');
        else setTimeout(async () => {
          await gatrix('flush');
          gatrix('track', 'leaving');
          location.href = '/elsewhere';
        });
      });
    </script>`;
    visit(`${site.url}/cached`);
    await eventually(() => site.requests, { timeout: 15_000 }).toContain('/restored');
    await eventually(paths).toEqual(['/cached', '/cached']);
    expect(collector.names()).toContain('leaving');
    const sessions = new Set(collector.accepted().map(({ payload }) => payload.sessionId));
    expect(sessions.size).toBe(1);
  });
});
