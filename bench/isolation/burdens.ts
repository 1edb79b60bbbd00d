import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ask, daysAgo, headersOf, postReport, report } from './ask.ts';
import type { Target } from './target.ts';

/** What one sender or reader does all the time, until the signal; `count` hears what each request ended with. */
type Burden = (
  target: Target,
  signal: AbortSignal,
  count: (outcome: string, events?: number) => void,
) => Promise<void>;

const dayMs = 86_400_000;
/** What waits this long between two requests still sends more than it may. */
const pauseMs = 20;

type Body = () => { readonly body: string | Buffer; readonly headers?: Record<string, string> };

const event = (name: string, timestamp: number, properties: Record<string, unknown> = {}) => ({
  type: 'track',
  payload: {
    name,
    deviceId: `d${Math.floor(Math.random() * 1_000)}`,
    timestamp: new Date(timestamp).toISOString(),
    properties,
  },
});
const manyKeys = Object.fromEntries(
  Array.from({ length: 256 }, (_, index) => [`key${index}`, 'x'.repeat(8)]),
);
const ofManyMonths = JSON.stringify(
  Array.from({ length: 672 }, (_, month) => event('hostile', Date.UTC(1970, month, 2))),
);
const bomb = gzipSync(Buffer.alloc(64 * 1_024 ** 2, ' '));
const notJson = `[${'{"type":"track","payload":{"name":"x","properties":{"a":['.repeat(18_000)}`;

/** Of ten senders without a secret, each at an address of its own. */
const bodies: readonly Body[] = [
  // An event a month since 1970, as each of three sends them.
  ...Array.from({ length: 3 }, () => () => ({ body: ofManyMonths })),
  // As old as it may be, in as many messages as it may have.
  () => ({
    body: JSON.stringify(
      Array.from({ length: 1_000 }, (_, index) => event('hostile', Date.now() - (index % 89) * dayMs)),
    ),
  }),
  // As many properties as there may be.
  () => ({ body: JSON.stringify(Array.from({ length: 150 }, () => event('hostile', Date.now(), manyKeys))) }),
  () => ({ body: notJson }),
  () => ({ body: bomb, headers: { 'content-encoding': 'gzip' } }),
  () => ({
    body: JSON.stringify(event('hostile', Date.now())),
    headers: { 'openpanel-client-secret': 'guessed' },
  }),
  () => ({ body: JSON.stringify(event('hostile', Date.now())) }),
];

const hostileSenders: Burden = async (target, signal, count) => {
  const send = async (bodyOf: Body, index: number) => {
    while (!signal.aborted) {
      const { body, headers } = bodyOf();
      const answer = await ask(`${target.url}/track`, {
        method: 'POST',
        headers: {
          // A page of the project's, as any program may call itself.
          ...{ 'openpanel-client-id': target.write.id, origin: 'http://localhost' },
          'content-type': 'application/json',
          ...{
            'x-forwarded-for': `203.0.113.${index + 1}`,
            'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/130.0',
          },
          ...headers,
        },
        body,
      });
      count(String(answer.status), acceptedOf(answer.text));
      await delay(pauseMs);
    }
  };
  await Promise.all([...bodies.map(send), slowBodies(target, signal, count)]);
};

function acceptedOf(text: string): number {
  const { success, accepted = success ? 1 : 0 } = JSON.parse(text.startsWith('{') ? text : '{}');
  return accepted;
}

/** The tenth: fifty bodies of which a byte comes every second. */
const slowBodies: Burden = async (target, signal, count) => {
  const sendOne = () =>
    new Promise<void>((resolve) => {
      const headers = { 'content-type': 'application/json', 'content-length': '100000' };
      const sending = request(`${target.url}/track`, { method: 'POST', headers, signal });
      const timer = setInterval(() => sending.write(' '), 1_000);
      sending.on('response', (response) => response.resume());
      sending.on('error', () => undefined);
      sending.on('close', () => {
        clearInterval(timer);
        count('slow body ended');
        resolve();
      });
      sending.write('[');
    });
  const endless = async () => {
    while (!signal.aborted) {
      await sendOne();
      await delay(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: 50 }, endless));
};

/** Three readers who ask for all events and take nothing. */
const pausedExports: Burden = async (target, signal, count) => {
  const pauseOne = () =>
    new Promise<void>((resolve) => {
      const search = new URLSearchParams({ startDate: daysAgo(60), endDate: daysAgo(0) });
      const url = `${target.url}/insights/${target.projectId}/export?${search}`;
      const sending = request(url, { headers: headersOf(target.read), signal }, (response) => {
        count(String(response.statusCode));
        response.pause();
        response.on('error', () => undefined);
        // A socket of which nothing is read does not tell that it was closed.
        const timer = setTimeout(() => sending.destroy(), 40_000);
        sending.once('close', () => clearTimeout(timer));
      });
      sending.on('error', () => undefined);
      sending.on('close', resolve);
      sending.end();
    });
  const endless = async () => {
    while (!signal.aborted) {
      await pauseOne();
      await delay(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: 3 }, endless));
};

const range = () => ({ startDate: daysAgo(59), endDate: daysAgo(0) });
const names = ['screen_view', 'level_up', 'ad_view', 'shop_open', 'purchase'];
const steps = [...names, ...names].map((name) => ({ name }));
const series = [...names, ...names].map((event) => ({ event, aggregation: 'unique_users' }));

const posted = ['query', 'funnel', 'flows'];

/** The ten that cost most, each again as soon as it is answered. */
const heavy: readonly [string, () => Record<string, unknown>][] = [
  [
    'query',
    () => ({ ...range(), series, breakdowns: ['country', 'browser', 'os'], interval: 'day', limit: 50 }),
  ],
  [
    'query',
    () => ({
      ...range(),
      series: series.slice(0, 5),
      breakdowns: ['properties.server', 'country'],
      interval: 'hour',
      limit: 20,
    }),
  ],
  ['funnel', () => ({ ...range(), steps, breakdown: 'country' })],
  ['funnel', () => ({ ...range(), steps: steps.slice(0, 5), trend: true, order: 'any' })],
  ['retention', () => ({ ...range(), period: 'day', periods: 60, breakdown: 'country' })],
  [
    'retention',
    () => ({ ...range(), period: 'week', periods: 8, startEvent: 'shop_open', returnEvent: 'purchase' }),
  ],
  ['flows', () => ({ ...range(), event: 'screen_view', depth: 10 })],
  ['profiles', () => ({ sort: 'total_revenue', totals: 'true', limit: 100 })],
  ['breakdown', () => ({ ...range(), dimension: 'properties.server', limit: 100 })],
  ['lifecycle', () => ({ ...range(), interval: 'day' })],
];

const heavyReports: Burden = async (target, signal, count) => {
  const endless = async ([path, parameters]: (typeof heavy)[number], index: number) => {
    while (!signal.aborted) {
      const { status, text } = await (posted.includes(path) ? postReport : report)(
        target,
        path,
        parameters(),
      );
      count(`${index + 1} ${path}: ${status}${status === 400 ? text.slice(0, 300) : ''}`);
      await delay(pauseMs);
    }
  };
  await Promise.all(heavy.map(endless));
};

/** A funnel of ten steps over everything, again as soon as it is answered. */
const tenSteps: Burden = async (target, signal, count) => {
  while (!signal.aborted) {
    const { status } = await postReport(target, 'funnel', { ...range(), steps });
    count(String(status));
  }
};

const liveViewers: Burden = async (target, signal, count) => {
  const watch = () =>
    new Promise<void>((resolve) => {
      const url = `${target.url}/insights/${target.projectId}/live/stream`;
      const sending = request(url, { headers: headersOf(target.read), signal }, (response) => {
        count(String(response.statusCode));
        response.on('data', (chunk: Buffer) => {
          for (const [line] of chunk.toString().matchAll(/^event: \w+/gm)) count(line);
        });
        response.on('error', () => undefined);
      });
      sending.on('error', () => undefined);
      sending.on('close', resolve);
      sending.end();
    });
  const endless = async () => {
    while (!signal.aborted) {
      await watch();
      await delay(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: 100 }, endless));
};

export const burdens = {
  'ten hostile senders': hostileSenders,
  'three paused exports': pausedExports,
  'the ten heaviest reports': heavyReports,
  '100 live viewers': liveViewers,
} as const;

/** Those, and what is measured by itself. */
export const allBurdens = { ...burdens, 'a funnel of ten steps': tenSteps } as const;

export type BurdenName = keyof typeof allBurdens;
