import { createServer } from 'node:http';
import { freePort } from '@gatrix/analytics-free-port';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createProject, type Project } from './project.ts';
import { type AnalyticsServer, startServer } from './server.ts';
import { answersIn, matchesAnswer, runShell } from './shell.ts';
import { filesOf, type Snippet, snippetsOf } from './snippets.ts';

interface Stored {
  readonly name: string;
  readonly profile_id: string;
  readonly path: string;
  readonly title: string;
  readonly revenue: number;
  readonly properties: Record<string, unknown>;
}

let server: AnalyticsServer;
let browser: Browser;
const projects: Project[] = [];
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), browserForTest()]);
});
afterEach(async () => {
  for (const project of projects.splice(0)) await project.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** What a page writes in place of the reader's own server and client. */
const filledIn = (text: string): string =>
  text.replaceAll('http://127.0.0.1:3002', server.url).replaceAll('your-client-id', server.write.id);

const projectOf = (snippets: readonly Snippet[]): Project => {
  const files = new Map([...filesOf(snippetsOf('browser.md')), ...filesOf(snippets)]);
  const own = new Set([...filesOf(snippets).keys(), 'server.ts']);
  const project = createProject(
    new Map([...files].filter(([file]) => own.has(file)).map(([file, text]) => [file, filledIn(text)])),
  );
  projects.push(project);
  return project;
};
const visit = async (url: string): Promise<Page> => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  return page;
};
/** What one browser, known by the host it visited, has stored: events by name, once they are all there. */
const expectStored = async (origin: string, names: readonly string[]): Promise<readonly Stored[]> => {
  const read = async () =>
    (await server.ask<(Stored & { origin: string })[]>('/events?limit=1000'))
      .filter((event) => event.origin === origin)
      .reverse();
  await expect.poll(async () => (await read()).map(({ name }) => name).sort()).toEqual([...names].sort());
  return read();
};
const named = (events: readonly Stored[], name: string): Stored | undefined =>
  events.find((event) => event.name === name);

describe('docs/send/browser.md', () => {
  const snippets = snippetsOf('browser.md');

  it('has only blocks that name a file, and all of them compile', async () => {
    expect(snippets.filter(({ file }) => !file)).toEqual([]);
    await projectOf(snippets).check();
  });

  it('records events, revenue, the profile and registered properties', async () => {
    const url = await projectOf(snippets).serve('src/main.ts');
    await visit(url);
    const events = await expectStored(url, ['screen_view', 'level_up', 'item_bought', 'logged_out']);
    expect(named(events, 'level_up')).toMatchObject({ properties: { level: 12 } });
    expect(named(events, 'item_bought')).toMatchObject({ revenue: 4.99, properties: { item: 'sword' } });
    expect(named(events, 'logged_out')).toMatchObject({
      profile_id: 'user-1',
      properties: { build: '1.4.2' },
    });
    await expect
      .poll(() => server.ask('/profiles/user-1'))
      .toMatchObject({ first_name: 'Ada', email: 'ada@example.com', properties: { plan: 'pro', coins: 5 } });
  });

  it('a page that asks for consent sends and stores nothing before the click, and all after it', async () => {
    const url = await projectOf(snippets).serve('src/consent.ts');
    const page = await visit(url);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluate('new Promise((done) => setTimeout(done, 200))');
    expect(asked).toEqual([]);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await page.click('#accept');
    await expectStored(url, ['screen_view', 'seen_before_consent']);
  });

  it('beforeSend drops one event and takes the title from another', async () => {
    const url = await projectOf(snippets).serve('src/filtered.ts');
    const page = await (await browser.newContext()).newPage();
    const logged: string[] = [];
    page.on('console', (message) => logged.push(message.text()));
    await page.goto(url);
    const events = await expectStored(url, ['kept']);
    expect(events[0]?.title).toBe('');
    expect(logged).toContain('dropped heartbeat before_send');
  });

  it('attributes, outgoing links and vitals are recorded by their entries', async () => {
    const url = await projectOf(snippets).serve('src/extras.ts');
    const page = await visit(url);
    await page.click('[data-track]');
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    await page.click('a', { noWaitAfter: true });
    const own = async () => {
      const events = await server.ask<(Stored & { origin: string })[]>('/events?limit=1000');
      return new Set(events.filter((event) => event.origin === url).map(({ name }) => name));
    };
    const expected = new Set(['buy', 'link_out', 'web_vital']);
    await expect.poll(own).toEqual(expected);
  });
});

describe('docs/send/react.md', () => {
  const snippets = snippetsOf('react.md');

  it('has only blocks that name a file; they compile, and record views, the user and a click once', async () => {
    expect(snippets.filter(({ file }) => !file)).toEqual([]);
    const project = projectOf(snippets);
    await project.check();
    const url = await project.serve('src/main.tsx');
    const page = await visit(url);
    await page.getByRole('link', { name: 'Play' }).click();
    await page.getByRole('button', { name: 'Level up' }).click();
    const events = await expectStored(url, ['screen_view', 'screen_view', 'level_up']);
    expect(events.map(({ path }) => path)).toEqual(['/', '/game', '/game']);
    expect(named(events, 'level_up')).toMatchObject({ profile_id: 'user-1', properties: { level: 12 } });
  });
});

describe('docs/send/script-tag.md', () => {
  const snippets = snippetsOf('script-tag.md');
  const html = () => filledIn(filesOf(snippets).get('index.html') ?? '');

  it('the page records its calls and a click, straight to the server', async () => {
    expect(snippets.filter(({ file }) => !file)).toEqual([]);
    const port = await freePort();
    const site = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(html());
    }).listen(port, '127.0.0.1');
    try {
      const url = `http://localhost:${port}`;
      const page = await visit(url);
      await page.getByRole('button').click();
      const events = await expectStored(url, ['screen_view', 'page_read', 'level_up']);
      expect(named(events, 'page_read')).toMatchObject({ profile_id: 'user-1', properties: { words: 300 } });
    } finally {
      site.closeAllConnections();
      site.close();
    }
  });

  it('the rendered snippet is the one of the page, and names a script that the server has', async () => {
    const project = projectOf(snippets);
    await project.check();
    const rendered = (await project.run('snippet.ts')).trim();
    const source = /src="([^"]+)"/.exec(rendered)?.[1] ?? '';
    const usual = rendered.replace(source, `${server.url}/sdk.js`).replace(',"pageViews":"hash"', '');
    expect(html()).toContain(usual);
    const script = await fetch(source);
    expect(script.status).toBe(200);
    expect(script.headers.get('cache-control')).toContain('immutable');
  });
});

describe('docs/send/server-to-server.md', () => {
  it('each command works, and answers what stands below it', async () => {
    let answers: unknown[] = [];
    for (const { language, code } of snippetsOf('server-to-server.md')) {
      if (language === 'sh') answers = answersIn(await runShell(filledIn(code), server));
      else if (language === 'json') {
        expect(answers.length).toBeGreaterThan(0);
        for (const answer of answers)
          expect(matchesAnswer(answer, JSON.parse(code)), JSON.stringify(answer)).toBe(true);
      } else throw new Error(`nothing runs ${language}`);
    }
    // The last command read the numbers back.
    expect(answers).toEqual([expect.objectContaining({ success: true })]);
    const stored = await server.ask<(Stored & { browser: string; utm_source: string })[]>(
      '/events?limit=1000&startDate=2026-11-01',
    );
    const purchases = stored.filter(({ name }) => name === 'purchase');
    expect(purchases.map(({ revenue }) => revenue)).toEqual([9.99, 4.99]);
    expect(stored.find(({ path }) => path === '/shop')).toMatchObject({
      browser: 'Firefox',
      utm_source: 'news',
    });
    await expect
      .poll(() => server.ask('/profiles/user-1'))
      .toMatchObject({ first_name: 'Ada', email: 'ada@example.com' });
  });
});

describe('docs/send/from-openpanel.md', () => {
  const snippets = snippetsOf('from-openpanel.md');

  it('the same calls through either SDK store the same events and the same profile', async () => {
    const languages = new Set(['ts', 'sh']);
    expect(snippets.filter(({ language }) => !languages.has(language))).toEqual([]);
    await projectOf(snippets).check();
    const stored = [];
    for (const entry of ['src/before.ts', 'src/after.ts']) {
      const known = new Set((await server.ask<{ id: string }[]>('/events?limit=1000')).map(({ id }) => id));
      await visit(await projectOf(snippets).serve(entry));
      // OpenPanel's events do not say which page they come from.
      const added = async () =>
        (await server.ask<(Stored & { id: string })[]>('/events?limit=1000')).filter(
          ({ id }) => !known.has(id),
        );
      await expect
        .poll(async () => (await added()).map(({ name }) => name).sort())
        .toEqual(['level_up', 'screen_view']);
      const { profile_id, properties } = named(await added(), 'level_up') ?? {};
      stored.push({ profile_id, properties });
    }
    expect(stored[0]).toEqual({ profile_id: 'user-1', properties: { build: '1.4.2', level: 12 } });
    expect(stored[1]).toEqual(stored[0]);
  });

  it('the import stores the file once, however often it runs', async () => {
    const shell = snippets.filter(({ language }) => language === 'sh');
    expect(shell.length).toBe(1);
    await runShell(shell[0]?.code ?? '', server);
    const old = await server.ask<Stored[]>('/events?startDate=2026-09-01&endDate=2026-09-02');
    expect(old.map(({ name }) => name)).toEqual(['level_up', 'level_up']);
  });
});
