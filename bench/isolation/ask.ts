import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Target } from './target.ts';

export interface Answer {
  /** 0 where there was none. */
  readonly status: number;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
  readonly ms: number;
}

const agent = new Agent({ keepAlive: true });
const timeoutMs = 120_000;

/** One request to its end. Never rejects: a connection that broke has status 0. */
export function ask(
  url: string,
  init: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
  } = {},
): Promise<Answer> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, text: string, headers: IncomingHttpHeaders = {}) =>
      resolve({ status, text, headers, ms: performance.now() - begun });
    const { body, ...options } = init;
    const sending = request(url, { agent, timeout: timeoutMs, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        end(response.statusCode ?? 0, Buffer.concat(chunks).toString(), response.headers),
      );
      response.on('error', (error) => end(0, error.message));
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', (error) => end(0, error.message));
    sending.end(body);
  });
}

export function headersOf({ id, secret }: Target['read']): Record<string, string> {
  return { 'openpanel-client-id': id, 'openpanel-client-secret': secret };
}

/** A body for `/track`, of a sender with a secret. */
export function track(target: Target, messages: unknown): Promise<Answer> {
  return ask(`${target.url}/track`, {
    method: 'POST',
    headers: { ...headersOf(target.write), 'content-type': 'application/json' },
    body: JSON.stringify(messages),
  });
}

const dayMs = 86_400_000;

/** The day so many days before today, in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

export function report(target: Target, path: string, parameters: Record<string, unknown>): Promise<Answer> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return ask(`${target.url}/insights/${target.projectId}/${path}?${search}`, {
    headers: headersOf(target.read),
  });
}

/** A report that takes its parameters as a body. */
export function postReport(
  target: Target,
  path: string,
  parameters: Record<string, unknown>,
): Promise<Answer> {
  return ask(`${target.url}/insights/${target.projectId}/${path}`, {
    method: 'POST',
    headers: { ...headersOf(target.read), 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
}

/**
 * The overview's questions at once, over thirty days of which the last was so many days ago, as the page asks them: the statuses, and
 * how long until the last answer.
 */
export async function overview(
  target: Target,
  lastDay = 0,
): Promise<{ readonly statuses: number[]; readonly ms: number }> {
  const range = { startDate: daysAgo(lastDay + 29), endDate: daysAgo(lastDay), timezone: 'UTC' };
  const card = { ...range, limit: '10', activeUsers: 'false' };
  const answers = await Promise.all([
    report(target, 'metrics', range),
    report(target, 'timeseries', { ...range, interval: 'day' }),
    report(target, 'pages', card),
    ...['country', 'browser', 'os', 'referrer_name'].map((dimension) =>
      report(target, 'breakdown', { ...card, dimension }),
    ),
  ]);
  return { statuses: answers.map(({ status }) => status), ms: Math.max(...answers.map(({ ms }) => ms)) };
}
