import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Host, startHost } from './host.ts';

let host: Host;
let browser: Browser;
beforeAll(async () => {
  [host, browser] = await Promise.all([startHost(), browserForTest()]);
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
});

interface Sent {
  readonly type: string;
  readonly payload: { readonly id: string; readonly name: string };
}

/** A visitor of their own; what the page sends and what it complains about. */
const visit = async () => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const page = await context.newPage();
  const sent = new Map<string, Sent>();
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/v1/analytics/track')) return;
    for (const message of JSON.parse(request.postData() ?? '').batch as Sent[])
      sent.set(message.payload.id, message);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(host.url);
  const tracked = () =>
    [...sent.values()].filter(({ type }) => type === 'track').map(({ payload }) => payload);
  return { page, tracked, complaints };
};

const countByName = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
const shownCounts = async (page: Page): Promise<Record<string, number>> => {
  const rows = page.getByRole('table', { name: 'Events by name' }).locator('tbody tr');
  const texts = await rows.locator('td').allTextContents();
  return Object.fromEntries(
    texts.flatMap((text, index) => (index % 2 ? [] : [[text, Number(texts[index + 1])]])),
  );
};
const figure = (page: Page, name: string) => page.locator('.figures div', { hasText: name }).locator('dd');

describe('the Gatrix host', () => {
  it('records what a person does, and reads the same events back by id, name, profile and revenue', async () => {
    const { page, tracked, complaints } = await visit();
    await page.getByRole('button', { name: 'Sign in as Mina' }).click();
    await page.getByText('Mina operator').waitFor();
    for (const quest of await page.getByRole('button', { name: 'Complete' }).all()) await quest.click();
    await page.getByRole('link', { name: 'Shop' }).click();
    await page.getByRole('heading', { name: 'Shop' }).waitFor();
    for (const item of await page.getByRole('button', { name: 'Buy' }).all()) await item.click();
    await page.goBack();
    await page.getByRole('heading', { name: 'Quests' }).waitFor();
    await page.getByRole('link', { name: 'Numbers' }).click();
    await figure(page, 'Revenue').filter({ hasText: '$16.97' }).waitFor();

    const expected = { screen_view: 4, quest_completed: 3, item_bought: 3 };
    expect(countByName(tracked().map(({ name }) => name))).toEqual(expected);
    const stored = await host.ask<{ id: string; name: string; profile_id: string }[]>('/events?limit=1000');
    expect(stored.map(({ id }) => id).sort()).toEqual(
      tracked()
        .map(({ id }) => id)
        .sort(),
    );
    expect(countByName(stored.map(({ name }) => name))).toEqual(expected);
    expect(stored.filter(({ name }) => name !== 'screen_view').map(({ profile_id }) => profile_id)).toEqual(
      Array(6).fill('user-1'),
    );
    expect(await host.ask('/metrics')).toMatchObject({
      unique_visitors: 1,
      total_sessions: 1,
      total_screen_views: 4,
      total_events: 10,
      total_revenue: 16.97,
    });
    expect(await host.ask('/profiles/user-1')).toMatchObject({ email: 'mina@example.com' });

    // What the page shows came through the proxy, with the host's token.
    expect(await shownCounts(page)).toEqual(expected);
    expect(await figure(page, 'Page views').textContent()).toBe('4');
    await figure(page, 'Online now').filter({ hasText: '1' }).waitFor();
    expect(complaints).toEqual([]);
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/numbers.png` });
  });

  it('a user who is no member is refused the reports, and recorded all the same', async () => {
    const { page, tracked } = await visit();
    if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/quests.png` });
    await page.getByRole('button', { name: 'Play as Jun' }).click();
    await page.getByRole('link', { name: 'Numbers' }).click();
    await page.getByRole('alert').filter({ hasText: 'may not read this project' }).waitFor();
    await expect.poll(() => tracked().length).toBe(2);
    const ids = tracked().map(({ id }) => id);
    await expect
      .poll(async () => {
        const stored = await host.ask<{ id: string }[]>('/events?limit=1000');
        return stored.filter(({ id }) => ids.includes(id)).length;
      })
      .toBe(2);
  });

  it('signing out makes the next visitor of the same browser another one', async () => {
    const { page } = await visit();
    const deviceId = (): Promise<string | null> =>
      page.evaluate(() => localStorage.getItem('analytics_device_id'));
    await page.getByRole('button', { name: 'Play as Jun' }).click();
    await expect.poll(deviceId).toBeTruthy();
    const before = await deviceId();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Shop' }).click();
    await expect.poll(deviceId).not.toBe(before);
  });
});

const asked = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${host.url}${path}`, init);
  const text = await response.text();
  return { status: response.status, text, data: text.startsWith('{') ? JSON.parse(text).data : undefined };
};
const sent = (method: string, body: object, headers: Record<string, string> = {}): RequestInit => {
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
};
/** As the analytics server is asked through the host's proxy. */
const analytics = (path: string, init?: RequestInit) => asked(`/api/v1/analytics${path}`, init);
const manage = (path: string, method = 'GET', body?: object) => {
  const headers = { 'openpanel-client-id': host.root.id, 'openpanel-client-secret': host.root.secret };
  const init = body ? sent(method, body, headers) : { headers };
  return analytics(`/manage/projects/${host.projectId}/${path}`, init);
};
const flag = async () => (await asked('/api/v1/flags')).data[0];
/** What stands on each chart, in its order. */
const notes = async () => {
  const { data } = await manage('annotations');
  return data.map(({ text }: { text: string }) => text);
};
const switchedOn = 'Flag new_shop: switched on (production) · Mina';
const switchedOff = 'Flag new_shop: switched off (production) · Signal new-shop-off';

describe('the loop of alerts, flags and notes', () => {
  it('rolls a flag back because an alert fired, and the charts say so', { timeout: 40_000 }, async () => {
    const { data: signedIn } = await asked('/api/v1/auth/login', sent('POST', { userId: 'user-1' }));
    const byMina = { authorization: `Bearer ${signedIn.token}` };
    expect((await asked('/api/v1/flags/new_shop', sent('PUT', { isEnabled: true }))).status).toBe(401);
    const rolledOut = await asked('/api/v1/flags/new_shop', sent('PUT', { isEnabled: true }, byMina));
    expect(rolledOut.data).toMatchObject({ flagName: 'new_shop', isEnabled: true });
    await expect.poll(notes).toEqual([switchedOn]);

    // Purchases fail, one every two seconds, whichever minute the alert looks at.
    const batch = Array.from({ length: 120 }, (_, index) => ({
      type: 'track',
      payload: {
        name: 'purchase_failed',
        timestamp: new Date(Date.now() - index * 2_000).toISOString(),
        properties: { item: 'sword' },
      },
    }));
    const stored = async () => (await host.ask<{ total_events: number }>('/metrics')).total_events;
    const before = await stored();
    const gameServer = {
      'openpanel-client-id': host.write.id,
      'openpanel-client-secret': host.write.secret,
    };
    const tracked = await analytics('/track', sent('POST', { batch }, gameServer));
    expect(tracked.status).toBe(200);
    await expect.poll(stored).toBeGreaterThanOrEqual(before + 120);
    expect((await flag()).isEnabled).toBe(true);

    // Thirty a minute are too many. Another condition begins anew: it is evaluated at once.
    const [alert] = (await manage('alerts')).data;
    const condition = { kind: 'threshold', op: 'gt', value: 10 };
    expect((await manage(`alerts/${alert.id}`, 'PATCH', { condition })).status).toBe(200);
    await expect.poll(async () => (await flag()).isEnabled).toBe(false);
    await expect.poll(notes).toEqual([switchedOn, switchedOff]);

    const [delivery] = (await manage(`deliveries?subjectId=${alert.id}`)).data;
    expect(delivery).toMatchObject({ status: 'sent', answerStatus: 202 });
    expect((await manage(`alerts/${alert.id}`)).data.state).toBe('firing');
    expect((await flag()).value).toBeGreaterThan(20);

    // Once more: the flag is off, and nothing is noted twice.
    expect((await manage(`deliveries/${delivery.id}/replay`, 'POST', {})).status).toBe(200);
    await expect
      .poll(async () => (await manage(`deliveries/${delivery.id}`)).data)
      .toMatchObject({ status: 'sent', attempts: 2 });
    expect(await notes()).toEqual([switchedOn, switchedOff]);
  });

  it('takes signals with its token alone, and no alert that is over', async () => {
    const signal = (headers: Record<string, string>, endpoint = 'new-shop-off') =>
      asked(`/api/v1/signals/${endpoint}`, sent('POST', { state: 'ok' }, headers));
    const token = { authorization: `Bearer ${host.connection.signalToken}` };
    expect((await signal({})).status).toBe(401);
    expect((await signal({ authorization: 'Bearer x' })).status).toBe(401);
    expect((await signal(token, 'another')).status).toBe(404);
    expect(await signal(token)).toMatchObject({ status: 202, data: { acted: false } });
  });

  it("gauges and the inbox stand behind the host's proxy, too", async () => {
    const { gaugesToken, inboxToken } = host.connection;
    const path = `/prometheus/${host.projectId}`;
    const gauges = await analytics(path, { headers: { authorization: `Bearer ${gaugesToken}` } });
    expect(gauges.text).toContain('# TYPE gatrix_impact_failed_purchases gauge');
    expect((await analytics(path)).status).toBe(401);
    const event = {
      type: 'client_version_created',
      createdAt: '2026-11-20T03:00:00Z',
      data: { clientVersion: '2.0' },
    };
    const send = () =>
      analytics(`/hooks/gatrix/${inboxToken}`, sent('POST', { event, timestamp: Date.now() }));
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ data }) => data.noted).sort()).toEqual([false, false, true]);
    expect(await notes()).toContain('Client version 2.0: created');
  });
});
