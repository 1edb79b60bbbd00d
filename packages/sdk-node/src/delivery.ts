import type { Answer, Post } from './post.ts';
import type { Entry, Queue } from './queue.ts';
import { createRetry } from './retry.ts';

/** As many as ingest takes in one request. */
const maxBatchMessages = 1_000;
/** Of a client that closes. */
const closingRequests = 8;

export interface DeliveryOptions {
  readonly queue: Queue;
  readonly post: Post;
  readonly flushAt: number;
  readonly flushIntervalMs: number;
  /** Told of a message that the server refused for good. */
  readonly giveUp: (entry: Entry, reason: string) => void;
  /** Told of an attempt that will be repeated. */
  readonly onError: (error: Error) => void;
  /** Called when all was sent, to bring more. */
  readonly onEmpty: () => void;
}

/**
 * When messages are sent: one request at a time, so that they arrive in order. A client that closes has no time for that: once one was
 * taken, several are on their way at once.
 */
export interface Delivery {
  /** To be called after a message was added. */
  readonly schedule: () => void;
  readonly flush: () => Promise<void>;
  /** Tries until all was sent or `timeoutMs` is over, and sends nothing afterwards. */
  readonly close: (timeoutMs: number) => Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { queue, post, flushAt, flushIntervalMs, giveUp, onError, onEmpty } = options;
  const retry = createRetry();
  let isClosing = false;
  let isClosed = false;
  /** Of the requests on their way. Made with each, because Workers allow none outside a request. */
  const aborts = new Set<AbortController>();
  const onTheWay = new Set<Entry>();
  let flight: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** All that was added before this many is to be sent now. */
  let sendUntil = 0;
  let batchLimit = maxBatchMessages;

  /** True where the next batch may follow at once. */
  const sendBatch = async (): Promise<boolean> => {
    if (retry.waitMs() > 0 || isClosed) return false;
    const batch = queue.next(batchLimit, onTheWay);
    if (batch.length === 0) return false;
    const answer = await send(batch);
    // Closing gave this request up, and says so itself.
    if (isClosed && answer.status === 0) return false;
    const outcome = outcomeOf(answer);
    if (outcome === 'again') {
      // Of several that failed together one says when to try again.
      if (retry.waitMs() === 0) retry.fail(answer.retryAfter);
      onError(new Error(answer.problem));
      return false;
    }
    retry.succeed();
    if (answer.status === 413 && batch.length > 1) {
      batchLimit = batch.length >> 1;
      return true;
    }
    if (answer.status === 413) batchLimit = maxBatchMessages;
    report(batch, outcome === 'taken' ? rejectedOf(answer.text) : refusedAll(batch, answer));
    queue.remove(batch);
    return true;
  };
  const send = async (batch: readonly Entry[]): Promise<Answer> => {
    const abort = new AbortController();
    aborts.add(abort);
    for (const entry of batch) onTheWay.add(entry);
    const answer = await post(
      batch.map(({ json }) => json),
      abort.signal,
    );
    for (const entry of batch) onTheWay.delete(entry);
    aborts.delete(abort);
    return answer;
  };
  const report = (batch: readonly Entry[], reasons: ReadonlyMap<number, string>) => {
    for (const [index, reason] of reasons) {
      const entry = batch[index];
      if (entry) giveUp(entry, reason);
    }
  };
  const drain = async (): Promise<void> => {
    // What is tracked in the same task travels together.
    await undefined;
    const wasClosing = isClosing;
    const sendOn = async () => {
      while (queue.removed < sendUntil && wasClosing === isClosing && (await sendBatch()));
    };
    if (await sendBatch())
      await Promise.all(Array.from({ length: wasClosing ? closingRequests : 1 }, sendOn));
    flight = undefined;
    if (queue.size === 0) onEmpty();
    arm();
  };
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    sendUntil = queue.added;
    if (queue.size === 0) return;
    flight ??= drain();
    await flight;
  };
  const arm = () => {
    if (timer !== undefined || flight || queue.size === 0 || isClosed) return;
    timer = setTimeout(flush, retry.waitMs() || flushIntervalMs);
    // Waiting for company does not keep a process alive: that it has nothing else to do is told to it (handleExit).
    if (typeof timer === 'object') timer.unref?.();
  };

  return {
    schedule: () => {
      if (queue.size >= flushAt && retry.waitMs() === 0) void flush();
      else arm();
    },
    flush,
    close: async (timeoutMs) => {
      const giveUpAt = performance.now() + timeoutMs;
      const cut = setTimeout(() => {
        isClosed = true;
        for (const abort of aborts) abort.abort();
      }, timeoutMs);
      isClosing = true;
      retry.hurry();
      while (queue.size > 0 && !isClosed) {
        await flush();
        if (queue.size === 0 || performance.now() + retry.waitMs() >= giveUpAt) break;
        await new Promise((resolve) => setTimeout(resolve, retry.waitMs()));
      }
      clearTimeout(cut);
      clearTimeout(timer);
      isClosed = true;
    },
  };
}

/** Taken; refused in a way that another attempt would not change; or to be tried again. */
function outcomeOf({ status, text }: Answer): 'taken' | 'refused' | 'again' {
  // A 200 that is not ingest's own (a captive portal, a page of the wrong server) has stored nothing.
  if (status >= 200 && status < 300) return isIngest(text) ? 'taken' : 'again';
  if (status === 408 || status === 425 || status === 429) return 'again';
  return status >= 400 && status < 500 ? 'refused' : 'again';
}

interface BatchAnswer {
  readonly success?: unknown;
  readonly rejected?: readonly { readonly index: number; readonly code: string }[];
}

const parsed = (text: string): BatchAnswer | undefined => {
  try {
    const answer = JSON.parse(text);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
};
const isIngest = (text: string): boolean => parsed(text)?.success === true;

const rejectedOf = (text: string): Map<number, string> =>
  new Map((parsed(text)?.rejected ?? []).map(({ index, code }) => [index, code]));

/** A batch of which nothing was taken is a 400 that names the reason of each. */
function refusedAll(batch: readonly Entry[], { status, text }: Answer): Map<number, string> {
  const own = rejectedOf(text);
  return new Map(batch.map((_, index) => [index, own.get(index) ?? `http_${status}`]));
}
