import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMetadata, type JsonValue, type Metadata } from '@gatrix/analytics-metadata';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMailer, createPost, type DeliverDeps, deliver, recoverAbandoned } from '../src/index.ts';
import { type Received, type Reply, startReceiver } from './receiver.ts';

let directory: string;
let metadata: Metadata;
let projectId: string;
let deps: DeliverDeps;
let now: number;
let reply: (received: Received) => Reply;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'deliveries-'));
  metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}`, now: () => now });
  now = Date.UTC(2026, 10, 10, 12);
  await metadata.migrate();
  ({ id: projectId } = await metadata.projects.create({ name: 'Shop', domain: '' }));
  receiver = await startReceiver((received) => reply(received));
});
afterAll(async () => {
  receiver.close();
  await metadata.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  receiver.received.length = 0;
  reply = () => ({});
  deps = {
    ...{ metadata, mail: undefined, now: () => now, leaseMs: 10_000 },
    post: createPost({ mayReach: () => true, timeoutMs: 2_000 }),
    writeDigest: async () => undefined,
  };
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const alert = {
  type: 'alert',
  project: { id: 'p', name: 'Shop & <Co>' },
  alert: { id: 'a', name: 'Sales *fall* <!channel> @everyone' },
  state: 'firing',
  previous: 'ok',
  reminder: false,
  watched: 'Purchases',
  figure: 'A/B',
  interval: 'hour',
  bucket: '2026-11-10T11:00:00+00:00',
  value: 1234.567,
  low: 2000,
  high: null,
  problem: null,
  at: '2026-11-10T12:00:15.000Z',
  link: 'https://stats.example.com/p/p/alerts',
} satisfies JsonValue;

let keys = 0;
async function send(settings: JsonValue, message: JsonValue = alert) {
  const channel = await metadata.channels.create({ projectId, name: 'C', settings });
  keys += 1;
  const idempotencyKey = `alert:x:${keys}`;
  const made = await metadata.deliveries.create({
    ...{ projectId, channelId: channel.id, subjectId: null, message, idempotencyKey },
  });
  const id = made?.id ?? '';
  await deliver(deps, id);
  const read = async () => (await metadata.deliveries.get(id)) ?? expect.fail('no delivery');
  return { id, idempotencyKey, read, again: () => deliver(deps, id) };
}

const webhook = (path = '') => ({
  kind: 'webhook',
  url: `${receiver.url}${path}`,
  secret: 'a secret of the receiver',
});
const chat = (kind: string, language = 'en') => ({ kind, url: `${receiver.url}/hook`, language });
const lastBody = () => JSON.parse(receiver.received.at(-1)?.body ?? '');

describe('what each kind of channel gets', () => {
  test('a webhook: the message, its key, and a signature over time stamp and body', async () => {
    const sent = await send(webhook('/in'));
    expect(await sent.read()).toMatchObject({
      status: 'sent',
      attempts: 1,
      answerStatus: 200,
      answer: 'thanks',
    });
    const [{ headers, body, path } = expect.fail('nothing came')] = receiver.received;
    expect([path, JSON.parse(body)]).toEqual(['/in', { id: sent.idempotencyKey, ...alert }]);
    expect(headers['idempotency-key']).toBe(sent.idempotencyKey);
    const stamp = headers['x-gatrix-timestamp'];
    expect(stamp).toBe(String(now / 1_000));
    const signed = createHmac('sha256', 'a secret of the receiver').update(`${stamp}.${body}`).digest('hex');
    expect(headers['x-gatrix-signature']).toBe(`v1=${signed}`);
  });

  test('Gatrix: a signal with its token', async () => {
    const settings = {
      kind: 'gatrix-signal',
      url: `${receiver.url}/base/`,
      endpoint: 'roll-back',
      token: 'tok',
    };
    const sent = await send(settings);
    const [{ headers, path } = expect.fail('nothing came')] = receiver.received;
    expect(path).toBe('/base/api/v1/signals/roll-back');
    expect(headers).toMatchObject({ authorization: 'Bearer tok', 'idempotency-key': sent.idempotencyKey });
    expect(lastBody()).toMatchObject({ state: 'firing', alert: { id: 'a' } });
  });

  test('Slack: text in which nobody is called', async () => {
    await send(chat('slack'));
    expect(lastBody()).toEqual({
      text: [
        '*[Shop &amp; &lt;Co&gt;] Firing: Sales ∗fall∗ &lt;!channel&gt; @everyone*',
        'Purchases, A/B: 1,234.57 at 2026-11-10T11:00:00+00:00',
        'Fires below 2,000',
        alert.link,
      ].join('\n'),
    });
  });

  test('an amount with its currency, and a figure by its name in the language of the channel', async () => {
    const amount = { ...alert, figure: 'total_revenue', currency: 'KRW', value: 1_234_567.4, high: 3000 };
    await send(chat('slack', 'ko'), amount);
    const lines = lastBody().text.split('\n');
    expect(lines[1]).toBe('Purchases, 매출: 2026-11-10T11:00:00+00:00: ₩1,234,567');
    expect(lines[2]).toBe('예상 범위: ₩2,000 ~ ₩3,000');
    await send(chat('slack', 'zh'), { ...amount, currency: 'USD', bucket: null, high: null });
    expect(lastBody().text.split('\n').slice(1, 3)).toEqual([
      'Purchases, 收入: US$1,234,567.40',
      '低于 US$2,000.00 时告警',
    ]);
    await send(chat('slack'), { ...alert, figure: 'payer_conversion', value: 3.6 });
    expect(lastBody().text).toContain('Purchases, Payer conversion (%): 3.6 at');
  });

  test('Discord: content in which nobody is called', async () => {
    await send(chat('discord', 'ko'), { ...alert, reminder: true, high: 3000 });
    const { content, allowed_mentions } = lastBody();
    expect(allowed_mentions).toEqual({ parse: [] });
    expect(content.split('\n')[0]).toContain('경보 지속 중: Sales \\*fall\\*');
    expect(content).toContain('2,000 \\~ 3,000');
    expect(content).toContain(`\n${alert.link}`);
  });

  test('Teams: an Adaptive Card', async () => {
    await send(chat('teams', 'zh'), { ...alert, state: 'no_data', value: null, problem: 'why' });
    const [{ contentType, content }] = lastBody().attachments;
    expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(content.body[0].text).toContain('无数据: Sales \\*fall\\*');
    expect(content.body.at(-1).text).toBe('why');
    expect(content.actions[0].url).toBe(alert.link);
  });
});

describe('mail over a real SMTP server', () => {
  async function startSmtp(refuse?: { responseCode: number }) {
    const mails: { readonly to: readonly string[]; readonly raw: string }[] = [];
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _session, done) =>
        password === 'p@ss' ? done(null, { user: username }) : done(new Error('no')),
      onData: async (stream, session, done) => {
        let raw = '';
        for await (const chunk of stream) raw += chunk;
        if (refuse) return done(Object.assign(new Error('not now'), refuse));
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as AddressInfo;
    const mail = createMailer({
      ...{ url: `smtp://user:p%40ss@127.0.0.1:${port}`, from: 'Stats <stats@example.com>', timeoutMs: 5_000 },
    });
    closers.push(
      () => mail.close(),
      () => new Promise<void>((resolve) => server.close(resolve)),
    );
    deps = { ...deps, mail };
    return mails;
  }
  const settings = { kind: 'mail', to: ['ann@example.com', 'bob@example.com'], language: 'en' };

  test('has text and HTML, both escaped as they need, and an id of its own', async () => {
    const mails = await startSmtp();
    const sent = await send(settings);
    expect(await sent.read()).toMatchObject({ status: 'sent', answerStatus: 250 });
    const [{ to, raw } = expect.fail('no mail')] = mails;
    expect(to).toEqual(['ann@example.com', 'bob@example.com']);
    expect(raw).toContain(`Message-ID: <${sent.idempotencyKey.replaceAll(':', '.')}@gatrix-analytics>`);
    expect(raw).toMatch(/Auto-Submitted: auto-generated/i);
    const text = raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(text).toContain('Purchases, A/B: 1,234.57 at 2026-11-10T11:00:00+00:00\r\nFires below 2,000');
    expect(text).toContain('Shop &amp; &lt;Co&gt;');
    expect(text.slice(text.indexOf('<!doctype'))).not.toContain('<!channel>');
  });

  test('is tried again where the server says 4xx, and is refused where it says 5xx', async () => {
    await startSmtp({ responseCode: 451 });
    expect(await (await send(settings)).read()).toMatchObject({ status: 'pending', answerStatus: 451 });
    await startSmtp({ responseCode: 550 });
    expect(await (await send(settings)).read()).toMatchObject({ status: 'failed', answerStatus: 550 });
  });

  test('fails where it is not set up, and says so', async () => {
    expect(await (await send(settings)).read()).toMatchObject({
      status: 'failed',
      answer: expect.stringMatching(/SMTP_URL/),
    });
  });
});

describe('what is not answered well', () => {
  test('is tried again, ever later, until it has been tried ten times; a replay begins anew', async () => {
    reply = () => ({ status: 503, text: 'busy' });
    const sent = await send(webhook());
    const waits: number[] = [];
    for (;;) {
      const { status, dueAt } = await sent.read();
      if (status === 'failed') break;
      expect(status).toBe('pending');
      waits.push((dueAt - now) / 1_000);
      now = dueAt;
      await sent.again();
    }
    expect(waits).toEqual([10, 30, 60, 300, 900, 3_600, 10_800, 21_600, 43_200]);
    expect(await sent.read()).toMatchObject({
      attempts: 10,
      answerStatus: 503,
      answer: 'busy',
      finishedAt: now,
    });
    reply = () => ({});
    expect(await metadata.deliveries.replay(sent.id)).toMatchObject({ status: 'pending' });
    expect(await metadata.deliveries.replay(sent.id), 'while it waits').toBeUndefined();
    await sent.again();
    expect(await sent.read()).toMatchObject({ status: 'sent' });
    const all = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(all)).toEqual(new Set([sent.idempotencyKey]));
  });

  test('waits as long as the receiver asks', async () => {
    reply = () => ({ status: 429, headers: { 'retry-after': '120' } });
    const { dueAt, status } = await (await send(webhook())).read();
    expect([status, dueAt - now]).toEqual(['pending', 120_000]);
  });

  test.each([400, 404, 410, 303])('is over where it says %i', async (status) => {
    reply = () => ({ status });
    expect(await (await send(webhook())).read()).toMatchObject({ status: 'failed', answerStatus: status });
  });

  test('is over where the address is refused', async () => {
    deps = { ...deps, post: createPost() };
    const { status, answer } = await (await send(webhook())).read();
    expect([status, answer]).toEqual(['failed', expect.stringMatching(/127.0.0.1 is not an address/)]);
    expect(receiver.received).toEqual([]);
  });

  test('a connection that breaks: a webhook is sent again, and a chat, which may have it, is not', async () => {
    reply = () => ({ hangUp: true });
    expect(await (await send(webhook())).read()).toMatchObject({ status: 'pending', answerStatus: null });
    expect(await (await send(chat('slack'))).read()).toMatchObject({ status: 'unknown' });
  });

  test('nobody there: a chat cannot have it, and it is sent again', async () => {
    const gone = await startReceiver();
    gone.close();
    expect(await (await send({ ...chat('slack'), url: gone.url })).read()).toMatchObject({
      status: 'pending',
    });
  });
});

describe('several processes', () => {
  test('send once', async () => {
    const twin = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}`, now: () => now });
    closers.push(twin.close);
    reply = () => ({ status: 503 });
    const sent = await send(webhook());
    const one = { ...deps, metadata: twin };
    await Promise.all([deps, one, deps, one].map((own) => deliver(own, sent.id)));
    expect(receiver.received).toHaveLength(2);
    expect((await sent.read()).attempts).toBe(2);
  });

  test('the one that died while it sent: a webhook is sent again with its key, a chat is unknown', async () => {
    reply = () => ({ status: 503 });
    const [hook, slack] = [await send(webhook()), await send(chat('slack'))];
    receiver.received.length = 0;
    for (const { id } of [hook, slack]) await metadata.deliveries.begin(id, deps.leaseMs);
    await recoverAbandoned(deps);
    expect((await hook.read()).status, 'it may live').toBe('sending');
    now += deps.leaseMs;
    await recoverAbandoned(deps);
    reply = () => ({});
    for (const { again } of [hook, slack]) await again();
    expect([(await hook.read()).status, (await slack.read()).status]).toEqual(['sent', 'unknown']);
    expect(receiver.received.map(({ headers }) => headers['idempotency-key'])).toEqual([hook.idempotencyKey]);
  });

  test('the one that died before the clock stepped back is not waited for until the clock is there again', async () => {
    reply = () => ({ status: 503 });
    const slack = await send(chat('slack'));
    await metadata.deliveries.begin(slack.id, deps.leaseMs);
    const before = now;
    now -= 3_600_000;
    await recoverAbandoned(deps);
    expect((await slack.read()).status).toBe('unknown');
    now = before;
  });

  test('an end that comes after the lease changes nothing', async () => {
    reply = () => ({ status: 503 });
    const sent = await send(webhook());
    const begun = await metadata.deliveries.begin(sent.id, 1);
    now += 2;
    await recoverAbandoned(deps);
    reply = () => ({});
    await sent.again();
    const late = { status: 'failed', answerStatus: null, answer: null, retryAt: null } as const;
    expect(begun && (await metadata.deliveries.end(begun, late))).toBe(false);
    expect((await sent.read()).status).toBe('sent');
  });
});
