import type { AnalyticsOptions } from './types.ts';
import { version } from './version.ts';

const answerTimeoutMs = 30000;

/** Status 0: no answer came. */
export type Answer = readonly [status: number, text: string, retryAfter: string | null];

/**
 * Sends a batch and waits 30 seconds for the answer; never rejects. Text without a header of ours needs no preflight.
 * The answer is always read: an unread one holds its share of the page's keepalive budget.
 */
export type Post = (batch: readonly string[], keepalive: boolean) => Promise<Answer>;

export const createPost =
  ({ clientId, apiUrl = '/api/v1/analytics', transport }: AnalyticsOptions): Post =>
  async (batch, keepalive) => {
    try {
      const response = await (transport ?? fetch)(`${apiUrl.replace(/\/$/, '')}/track`, {
        method: 'POST',
        // TRICKY: an array in a template is joined by commas.
        body: `{"clientId":${JSON.stringify(clientId)},"sentAt":"${new Date().toISOString()}","sdk":"web@${version}","batch":[${batch}]}`,
        keepalive,
        credentials: 'omit',
        signal: AbortSignal.timeout?.(answerTimeoutMs),
      });
      return [response.status, await response.text(), response.headers.get('retry-after')];
    } catch {
      return [0, '', null];
    }
  };
