import { once } from 'node:events';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** One request with events in it. */
export interface Arrival {
  readonly at: number;
  readonly text: string;
  readonly status: number;
}

export interface Collector {
  readonly url: string;
  /** Requests that named one of the scenario's events, or any page view. */
  readonly arrivals: Arrival[];
  readonly preflights: number;
  /** The status of the next answer, and its headers. */
  answer: () => { readonly status: number; readonly retryAfter?: string };
  readonly close: () => Promise<void>;
}

/** What the SDKs wrap their JSON into: gzip, a form, base64. */
const readable = (body: Buffer): string => {
  const raw = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body).toString() : body.toString();
  const data = new URLSearchParams(raw).get('data');
  if (data === null) return raw;
  return /^[\w+/]+=*$/.test(data) ? Buffer.from(data, 'base64').toString() : data;
};

const views = ['screen_view', '"event":"$pageview"', '$mp_web_page_view', '"type":"page"'];

/** Takes the events of any SDK, on any path, and the page that uses it. */
export async function startCollector(page: (url: string) => string): Promise<Collector> {
  const arrivals: Arrival[] = [];
  const state = { preflights: 0, answer: (() => ({ status: 200 })) as Collector['answer'] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // The browser gave the request up.
    }
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-expose-headers', 'Retry-After');
    if (request.method === 'OPTIONS') {
      state.preflights += 1;
      const asked = request.headers['access-control-request-headers'] ?? '*';
      response.writeHead(204, { 'access-control-allow-headers': asked, 'access-control-allow-methods': '*' });
      response.end();
      return;
    }
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(url));
      return;
    }
    const text = readable(Buffer.concat(chunks));
    if (!/event-\d/.test(text) && !views.some((name) => text.includes(name))) {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const { status, retryAfter } = state.answer();
    arrivals.push({ at: Date.now(), text, status });
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter && { 'retry-after': retryAfter }),
    });
    response.end(status === 200 ? '{"status":1,"success":true}' : '{"success":false}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url,
    arrivals,
    get preflights() {
      return state.preflights;
    },
    get answer() {
      return state.answer;
    },
    set answer(answer) {
      state.answer = answer;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Distinct events of the scenario that were answered with 200. */
export const delivered = ({ arrivals }: Collector): number =>
  new Set(
    arrivals.filter(({ status }) => status === 200).flatMap(({ text }) => text.match(/event-\d+/g) ?? []),
  ).size;

/** How many page views were sent, an id or path each time. */
export const countViews = ({ arrivals }: Collector): number =>
  arrivals.reduce(
    (sum, { text }) => sum + views.reduce((found, name) => found + text.split(name).length - 1, 0),
    0,
  );
