import { attempt } from './attempt.ts';
import { byteLength, type Outbox } from './outbox.ts';
import type { Post } from './post.ts';
import type { Retry } from './retry.ts';

const maxBatchMessages = 50;
/** Also what may be in flight as keepalive: the page shares 65,536 bytes, and the envelope needs some of the rest. */
const maxBatchBytes = 60000;

/**
 * A function that sends one batch, and is true where the next may follow at once. It never rejects. Called while a
 * request is in flight it sends what the keepalive budget leaves room for beside it. On a page that was restored from
 * the back/forward cache nothing is in flight: Firefox never says what became of a request that was.
 */
export const createSendBatch = (
  outbox: Outbox,
  retry: Retry,
  post: Post,
  giveUp: (json: string, reason: string) => void,
): ((isRestored?: boolean) => Promise<boolean>) => {
  const inFlight = new Set<string>();
  let batchLimit = maxBatchMessages;

  return async (isRestored) => {
    if (isRestored) inFlight.clear();
    const batch: string[] = [];
    let total = byteLength(`${[...inFlight]}`);
    for (const json of outbox.unsent()) {
      if (inFlight.has(json)) continue;
      const size = byteLength(json) + 1;
      if (batch.length >= batchLimit || (total && total + size > maxBatchBytes)) break;
      total += size;
      batch.push(json);
    }
    if (retry.isWaiting() || !batch.length) return false;
    batch.forEach(inFlight.add, inFlight);
    const [status, text, retryAfter] = await post(batch, total <= maxBatchBytes);
    batch.forEach(inFlight.delete, inFlight);
    // Delivered, or refused in a way that another attempt would not change.
    const isFinal = /^2|^4(?!08|25|29)/.test(`${status}`);
    // A page that is left loses its requests; what is tracked on the way out must not wait for another attempt.
    if (status || !outbox.isLeft()) retry.endAttempt(isFinal, status, retryAfter);
    if (!isFinal) return false;
    if (status === 413) {
      batchLimit = batch.length >> 1 || maxBatchMessages;
      if (batch.length > 1) return true;
    }
    outbox.removeSent(batch);
    const codes: Record<number, string> = {};
    attempt(() => {
      for (const { index, code } of JSON.parse(text).rejected) codes[index] = code;
    });
    batch.forEach((json, index) => {
      const reason = codes[index] || (status > 299 && `http_${status}`);
      if (reason) giveUp(json, reason);
    });
    return true;
  };
};
