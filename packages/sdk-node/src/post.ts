import type { AnalyticsOptions } from './types.ts';
import { version } from './version.ts';

const answerTimeoutMs = 30_000;
/** Below this, compressing costs more than it saves. */
const minGzipBytes = 1_024;

/** Status 0: no answer came, and `problem` says why. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | null;
  readonly problem: string;
}

/** Sends messages as one request and waits 30 seconds for the answer. Never rejects. */
export type Post = (messages: readonly string[], signal: AbortSignal) => Promise<Answer>;

export function createPost({ clientId, clientSecret, apiUrl, transport }: AnalyticsOptions): Post {
  const url = `${apiUrl.replace(/\/+$/, '')}/track`;
  const headers = {
    'content-type': 'application/json',
    'openpanel-client-id': clientId,
    'openpanel-client-secret': clientSecret,
    'user-agent': `gatrix-analytics-node/${version}`,
  };
  return async (messages, signal) => {
    try {
      const sentAt = new Date().toISOString();
      const json = `{"sentAt":"${sentAt}","sdk":"node@${version}","batch":[${messages.join(',')}]}`;
      const packed = json.length < minGzipBytes ? undefined : await gzip(json);
      const response = await (transport ?? fetch)(url, {
        method: 'POST',
        body: packed ?? json,
        headers: packed ? { ...headers, 'content-encoding': 'gzip' } : headers,
        // A redirect would be followed as a GET, whose answer says nothing of the messages.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
      });
      const { status } = response;
      const text = await response.text();
      const to = response.headers.get('location');
      return {
        status,
        text,
        retryAfter: response.headers.get('retry-after'),
        problem: `${url} answers ${status}${to ? ` and leads to ${to}` : `: ${text.slice(0, 200)}`}`,
      };
    } catch (error) {
      return { status: 0, text: '', retryAfter: null, problem: `${url} does not answer: ${reasonOf(error)}` };
    }
  };
}

/** `undefined` where the runtime has no CompressionStream: then text is sent as it is. */
async function gzip(text: string): Promise<ArrayBuffer | undefined> {
  if (!globalThis.CompressionStream) return undefined;
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(packed).arrayBuffer();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's fetch says "fetch failed", and why in its cause.
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
