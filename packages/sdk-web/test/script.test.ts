import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createSnippet, stub } from '../src/snippet.ts';
import { version } from '../src/version.ts';
import { createFixture, eventually, expectNames } from './fixture.ts';

const fixture = createFixture();

describe('the script build', () => {
  it('is at most 3,277 bytes after gzip, and its stub at most 250', () => {
    const code = readFileSync(join(fixture.buildDirectory, 'sdk.js'));
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(3_277);
    expect(Buffer.byteLength(stub)).toBeLessThanOrEqual(250);
  });

  it('says the version of its package', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ version });
  });

  it('loads after its snippet, and then sends the calls that waited with the times they were made at', async () => {
    const { collector, site } = fixture;
    const snippet = createSnippet({
      scriptUrl: '/sdk.js',
      clientId: 'c-1</script>',
      apiUrl: collector.url,
      options: { pageViews: false },
    });
    let calledBefore = 0;
    site.held.set('/sdk.js', async () => {
      // The script is held until the page has made its calls, and a while has passed on the clock.
      await eventually(() => site.requests).toContain('/calls-made');
      calledBefore = Date.now();
      await eventually(() => Date.now() - calledBefore).toBeGreaterThan(300);
    });
    site.pages.set(
      '/snippet',
      `<!doctype html>${snippet}<script>
        gatrix('track', 'early', { level: 1 });
        gatrix('identify', 'user-1');
        fetch('/calls-made');
      </script>`,
    );
    const page = await fixture.open('/snippet');
    await page.evaluate("gatrix('track', 'late')");
    await eventually(() => collector.names()).toContain('late');
    const [early, profile, late] = collector.accepted();
    expect(early?.payload).toMatchObject({ name: 'early', properties: { level: 1 } });
    expect(Date.parse(`${early?.payload.timestamp}`)).toBeLessThanOrEqual(calledBefore);
    expect(profile?.payload.profileId).toBe('user-1');
    expect(Date.parse(`${late?.payload.timestamp}`)).toBeGreaterThan(calledBefore);
    expect(collector.arrivals[0]?.body).toMatchObject({ clientId: 'c-1</script>', sdk: `web@${version}` });
  });
});

describe('the optional entries', () => {
  const openWith = async (
    entry: string,
    file: string,
    body: string,
  ): Promise<Awaited<ReturnType<typeof fixture.open>>> => {
    fixture.site.pages.set(
      '/entries',
      `<!doctype html>${body}<script type="module">
        import { createAnalytics } from '/index.js';
        import { ${entry} } from '/${file}.js';
        const analytics = createAnalytics({ clientId: 'c-1', apiUrl: '${fixture.collector.url}', pageViews: false });
        globalThis.stop = ${entry}(analytics);
      </script>`,
    );
    const page = await fixture.open('/entries');
    await page.waitForFunction('globalThis.stop');
    return page;
  };
  const propertiesOf = (name: string): unknown[] =>
    fixture.collector
      .accepted()
      .filter(({ payload }) => payload.name === name)
      .map(({ payload }) => payload.properties);

  it('a link to another host is recorded, one within the site is not', async () => {
    const page = await openWith(
      'trackOutgoingLinks',
      'outgoing-links',
      `<a id="out" href="https://example.com/path" onclick="event.preventDefault()"><b>Go</b> out</a>
       <a id="in" href="/inside" onclick="event.preventDefault()">In</a>`,
    );
    await page.click('#in');
    await page.click('#out b');
    await expectNames(fixture.collector, ['link_out']);
    expect(propertiesOf('link_out')).toEqual([{ href: 'https://example.com/path', text: 'Go out' }]);
  });

  it('a link in an open shadow root is recorded, a right click on one is not', async () => {
    const page = await openWith(
      'trackOutgoingLinks',
      'outgoing-links',
      '<div id="host"></div><p id="slotted"></p>',
    );
    await page.evaluate(() => {
      const root = document.querySelector('#host')?.attachShadow({ mode: 'open' });
      if (root) root.innerHTML = '<a href="https://example.com/shadow"><b>In</b></a>';
      const around = document.querySelector('#slotted')?.attachShadow({ mode: 'open' });
      if (around) around.innerHTML = '<a href="https://example.com/slot"><slot></slot></a>';
      document.querySelector('#slotted')?.append(document.createElement('i'));
      addEventListener('click', (event) => event.preventDefault());
    });
    const press = (init: string, find: string) =>
      page.evaluate(`${find}.dispatchEvent(new MouseEvent(...${init}))`);
    const inShadow = "document.querySelector('#host').shadowRoot.querySelector('b')";
    const options = (button: number) =>
      `{ bubbles: true, composed: true, cancelable: true, button: ${button} }`;
    await press(`['auxclick', ${options(2)}]`, inShadow);
    await press(`['click', ${options(0)}]`, inShadow);
    await press(`['auxclick', ${options(1)}]`, inShadow);
    await press(`['click', ${options(0)}]`, "document.querySelector('#slotted i')");
    await eventually(() => propertiesOf('link_out')).toEqual([
      { href: 'https://example.com/shadow', text: 'In' },
      { href: 'https://example.com/shadow', text: 'In' },
      { href: 'https://example.com/slot', text: '' },
    ]);
  });

  it('a click on data-track records its event with its other data attributes, until it is stopped', async () => {
    const page = await openWith(
      'trackDataAttributes',
      'data-attributes',
      '<button data-track="buy" data-item="sword" data-shelf-row="2"><i>Buy</i></button>',
    );
    await page.click('i');
    await expectNames(fixture.collector, ['buy']);
    expect(propertiesOf('buy')).toEqual([{ item: 'sword', shelfRow: '2' }]);
    await page.evaluate('stop()');
    await page.click('i');
    await page.evaluate('createdLater = 1');
    expect(fixture.collector.arrivals.length).toBe(1);
  });

  it('web vitals are recorded once, when the page is hidden', async () => {
    const page = await openWith('trackWebVitals', 'web-vitals', '<h1>Large text</h1><button>Press</button>');
    await page.click('button');
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    for (let times = 0; times < 2; times += 1)
      await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      });
    const supported: string[] = await page.evaluate('[...PerformanceObserver.supportedEntryTypes]');
    const expected = Object.entries({ TTFB: 'navigation', FCP: 'paint', LCP: 'largest-contentful-paint' })
      .filter(([, type]) => supported.includes(type))
      .map(([metric]) => metric);
    expect(expected.length).toBeGreaterThanOrEqual(2);
    await eventually(() => propertiesOf('web_vital').length).toBeGreaterThanOrEqual(expected.length);
    const vitals = propertiesOf('web_vital') as { metric: string; value: number; rating: string }[];
    const metrics = vitals.map(({ metric }) => metric);
    expect(metrics).toEqual(expect.arrayContaining(expected));
    expect(new Set(metrics).size).toBe(metrics.length);
    for (const { value, rating } of vitals) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(['good', 'needs-improvement', 'poor']).toContain(rating);
    }
  });
});
