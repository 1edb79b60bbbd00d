import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createMetadata } from '@gatrix/analytics-metadata';
import type { ChannelSettings, DigestMessage } from '@gatrix/analytics-protocol/insights';
import { decode } from 'fast-png';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendTo } from '../src/channels/index.ts';
import { createMailer, createPost, deliver } from '../src/index.ts';
import { startReceiver } from './receiver.ts';

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let smtp: SMTPServer;
const mails: string[] = [];
beforeAll(async () => {
  receiver = await startReceiver();
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: async (stream, _session, done) => {
      mails.push(await text(stream));
      done();
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
});
afterAll(async () => {
  receiver.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
});

const day = (date: number, value: number | null) => ({ day: `2026-11-0${date}`, value });
const message: DigestMessage = {
  type: 'digest',
  project: { id: 'p', name: 'Shop & <Co>' },
  digest: { id: 'd', name: '아침 보고' },
  period: { start: '2026-11-01', end: '2026-11-04' },
  sections: [
    {
      name: '매출 <전체>',
      problem: null,
      figures: [
        {
          ...{ figure: 'revenue', label: null, currency: 'KRW', value: 1234.5, previous: 1000 },
          days: [day(1, 10), day(2, null), day(3, -5), day(4, 20)],
        },
        { figure: 'conversion', label: null, currency: null, value: null, previous: 3, days: [] },
        { figure: 'A', label: 'purchase', currency: null, value: 0, previous: 0, days: [] },
      ],
    },
    { name: 'Old', problem: 'save it again', figures: [] },
  ],
  at: '2026-11-05T00:00:00.000Z',
  link: 'https://stats.example.com/p/p/boards/b',
};

async function send(settings: ChannelSettings, digest: DigestMessage = message) {
  const { port } = smtp.server.address() as AddressInfo;
  const mail = createMailer({ url: `smtp://127.0.0.1:${port}`, from: 'S <s@example.com>', timeoutMs: 5_000 });
  const post = createPost({ mayReach: () => true, timeoutMs: 2_000 });
  const answer = await sendTo({ mail, post, now: Date.now }, settings, digest, 'digest:d:2026-11-05:c');
  mail.close();
  return answer;
}

/** The parts of a mail by their types, decoded. */
function partsOf(mail: string): ReadonlyMap<string, Buffer> {
  const parts = mail.split(/\r\n--/).map((part) => {
    const [head = '', ...body] = part.split('\r\n\r\n');
    const type = /content-type: ([\w/]+)/i.exec(head)?.[1] ?? '';
    const encoding = /content-transfer-encoding: (\S+)/i.exec(head)?.[1];
    const content = body.join('\r\n\r\n');
    if (encoding === 'base64') return [type, Buffer.from(content, 'base64')] as const;
    const joined = content.replace(/=\r\n/g, '');
    const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return [type, Buffer.from(bytes, 'latin1')] as const;
  });
  return new Map(parts);
}

test("an amount has the digits of its currency, which are ISO 4217's", async () => {
  const figure = { figure: 'revenue', label: null, value: 12.3456, previous: 0, days: [] };
  const figures = ['HUF', 'IQD', 'JPY'].map((currency) => ({ ...figure, currency }));
  const sections = [{ name: 'Sales', problem: null, figures }];
  await send({ kind: 'mail', to: ['ann@example.com'], language: 'en' }, { ...message, sections });
  const text =
    partsOf(mails.at(-1) ?? '')
      .get('text/plain')
      ?.toString() ?? '';
  expect(text.match(/[\d.]+$/gm)?.slice(0, 3)).toEqual(['12.35', '12.346', '12']);
});

test('mail has the figures as text and as HTML in the language of its readers, and a picture of each chart', async () => {
  const answer = await send({ kind: 'mail', to: ['ann@example.com'], language: 'ko' });
  expect(answer).toMatchObject({ status: 250, outcome: 'sent' });
  const raw = mails.at(-1) ?? '';
  expect(raw).toContain('Message-ID: <digest.d.2026-11-05.c@gatrix-analytics>');
  const parts = partsOf(raw);
  expect(parts.get('text/plain')?.toString().replaceAll('\r\n', '\n').trim()).toBe(
    [
      '매출 <전체>, 매출: ₩1,235 (+23.5%, 이전 기간: ₩1,000)',
      '매출 <전체>, 전환율(%): 값 없음',
      '매출 <전체>, purchase: 0',
      'Old: save it again',
      'https://stats.example.com/p/p/boards/b',
    ].join('\n'),
  );
  const html = parts.get('text/html')?.toString() ?? '';
  expect(html).toContain('<h2 style="font-size:15px;margin:20px 0 4px">매출 &lt;전체&gt;</h2>');
  expect(html).toContain('<b>매출</b>: ₩1,235');
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(html).toContain('src="cid:chart-1@gatrix-analytics" alt="매출, 2026-11-01 – 2026-11-04"');
  expect(html, 'how high its bars are').toContain('2026-11-01 – 2026-11-04 · 최고 ₩20</p>');
  expect(raw).toMatch(/content-id: <chart-1@gatrix-analytics>/i);

  const { width, height, data } = decode(parts.get('image/png') ?? Buffer.alloc(0));
  const isBar = (x: number, y: number) => data[(y * width + x) * 3] === 56;
  // The columns' middles: 10 above the line, none, 5 below it, 20 up to the top.
  const zero = Math.round((20 / 25) * (height - 1));
  const heights = [70, 210, 350, 490].map((x) => {
    const rows = Array.from({ length: height }, (_, y) => y).filter((y) => isBar(x, y));
    return rows.length === 0 ? null : [rows[0], rows.at(-1)];
  });
  expect(heights).toEqual([
    [Math.round((10 / 25) * (height - 1)), zero],
    null,
    [zero, height - 1],
    [0, zero],
  ]);
});

test('chats have the same lines, a webhook the numbers', async () => {
  expect((await send({ kind: 'slack', url: receiver.url, language: 'zh' })).outcome).toBe('sent');
  expect(JSON.parse(receiver.received.at(-1)?.body ?? '').text.split('\n')).toEqual([
    '*[Shop &amp; &lt;Co&gt;] 아침 보고: 2026-11-01 – 2026-11-04*',
    '매출 &lt;전체&gt;, 收入: ₩1,235 (+23.5%, 上一周期: ₩1,000)',
    '매출 &lt;전체&gt;, 转化率（%）: 没有数值',
    '매출 &lt;전체&gt;, purchase: 0',
    'Old: save it again',
    'https://stats.example.com/p/p/boards/b',
  ]);
  const secret = 'a secret of the receiver';
  expect((await send({ kind: 'webhook', url: receiver.url, secret })).outcome).toBe('sent');
  const received = receiver.received.at(-1);
  expect(JSON.parse(received?.body ?? '')).toEqual({ id: 'digest:d:2026-11-05:c', ...message });
  expect(received?.headers['idempotency-key']).toBe('digest:d:2026-11-05:c');
});

test('one that was asked for at once is written where it is sent; where it is gone the delivery fails', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'digest-'));
  const metadata = createMetadata({ url: `sqlite:${join(directory, 'metadata.db')}` });
  await metadata.migrate();
  const { id: projectId } = await metadata.projects.create({ name: 'Shop', domain: '' });
  const settings = { kind: 'webhook', url: `${receiver.url}/in`, secret: 'a secret of the receiver' };
  const { id: channelId } = await metadata.channels.create({ projectId, name: 'C', settings });
  const { sections: _sections, link: _link, ...unwritten } = message;
  const sent = async (idempotencyKey: string, writeDigest: Parameters<typeof deliver>[0]['writeDigest']) => {
    const made = {
      projectId,
      channelId,
      subjectId: 'd',
      idempotencyKey,
      message: { ...unwritten, link: '/' },
    };
    const id = (await metadata.deliveries.create(made))?.id ?? '';
    const post = createPost({ mayReach: () => true, timeoutMs: 2_000 });
    const deps = { metadata, mail: undefined, post, now: Date.now, leaseMs: 10_000, writeDigest };
    await deliver(deps, id).catch(() => undefined);
    return metadata.deliveries.get(id);
  };
  receiver.received.length = 0;
  const written = { ...unwritten, link: '/', sections: [{ name: 'Sales', figures: [], problem: null }] };
  expect(await sent('now', async () => written)).toMatchObject({ status: 'sent', message: written });
  expect(JSON.parse(receiver.received.at(-1)?.body ?? '')).toEqual({ id: 'now', ...written });
  expect(await sent('gone', async () => undefined)).toMatchObject({ status: 'failed' });
  // While a database is away it waits, and no attempt is spent.
  const away = await sent('away', () => Promise.reject(new Error('away')));
  expect(away).toMatchObject({ status: 'pending', attempts: 0 });
  expect(receiver.received).toHaveLength(1);
  await metadata.close();
  rmSync(directory, { recursive: true });
});
