import type { DropReason, Message } from '@gatrix/analytics-sdk';
import { createDelivery } from './delivery.ts';
import { createPost } from './post.ts';
import { watchProcessEnd } from './process-end.ts';
import { createQueue, monthOf } from './queue.ts';
import type { AnalyticsOptions, StoredMessage } from './types.ts';

/** Consent, the queue and delivery: what the calls of the API stand on. */
export interface Engine {
  readonly accept: (message: Message) => void;
  readonly setConsent: (isGranted: boolean) => void;
  readonly flush: () => Promise<void>;
  readonly shutdown: (timeoutMs?: number) => Promise<number>;
}

const utf8 = new TextEncoder();

export function createEngine(options: AnalyticsOptions): Engine {
  const { maxQueue = 100_000, maxQueueBytes = 64 * 1024 * 1024, shutdownTimeoutMs = 8_000 } = options;
  const { storage, beforeSend, onDrop, handleExit = true } = options;
  const queue = createQueue(maxQueue, maxQueueBytes);
  const onError = options.onError ?? createConsoleWarning();
  const held: Message[] = [];
  let isGranted: boolean | undefined = options.consent === 'pending' ? undefined : true;
  let closing: Promise<number> | undefined;

  const guarded = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      onErrorSafely(error);
      return undefined;
    }
  };
  const onErrorSafely = (error: unknown) => {
    try {
      onError(error instanceof Error ? error : new Error(String(error)));
    } catch {
      // A hook that throws must not end the host.
    }
  };
  const drop = (message: Message, reason: DropReason): void => {
    guarded(() => onDrop?.(message, reason));
  };
  const delivery = createDelivery({
    queue,
    post: createPost(options),
    flushAt: options.flushAt ?? 100,
    flushIntervalMs: options.flushIntervalMs ?? 1_000,
    giveUp: ({ json }, reason) => drop(JSON.parse(json), reason),
    onError: onErrorSafely,
    onEmpty: () => adopt(),
  });

  const add = (json: string, bytes: number, timestamp: unknown, settle: (() => void) | undefined) =>
    queue.add({ json, bytes, month: monthOf(timestamp), settle });
  /** On disk where there is a storage; why not, where the message has to be dropped. */
  const store = (json: string): StoredMessage | 'queue_full' | undefined => {
    try {
      return storage && (storage.store(json) ?? 'queue_full');
    } catch (error) {
      // What cannot be written can still be delivered from memory.
      onErrorSafely(error);
      return undefined;
    }
  };
  /** Why the message has to be dropped; `undefined` where it waits now. */
  const enqueue = (message: Message): DropReason | undefined => {
    const changed = beforeSend ? guarded(() => beforeSend(message)) : message;
    if (!changed) return 'before_send';
    const json = guarded(() => JSON.stringify(changed));
    if (json === undefined) return 'serialization';
    const bytes = utf8.encode(json).length;
    if (!queue.hasRoom(bytes)) return 'queue_full';
    const stored = store(json);
    if (stored === 'queue_full') return stored;
    add(json, bytes, changed.payload?.timestamp, stored?.settle);
    delivery.schedule();
    return undefined;
  };
  const enqueueOrDrop = (message: Message): void => {
    const reason = enqueue(message);
    if (reason !== undefined) drop(message, reason);
  };
  const adopt = (): void => {
    if (!storage || closing || !isGranted) return;
    for (const { json, settle } of guarded(storage.adopt) ?? []) {
      const message = guarded(() => JSON.parse(json) as Message);
      if (message) add(json, utf8.encode(json).length, message.payload?.timestamp, settle);
      else settle();
    }
    // They have waited long enough.
    if (queue.size > 0) void delivery.flush();
  };
  const close = async (timeoutMs: number): Promise<number> => {
    await delivery.close(timeoutMs);
    stopWatching();
    return leave('shutdown');
  };
  /** What can no longer be delivered by this process. */
  const leave = (reason: DropReason): number => {
    const left = queue.size;
    if (storage) guarded(storage.close);
    while (!storage && queue.size > 0) {
      const batch = queue.next(left);
      for (const { json } of batch) drop(JSON.parse(json), reason);
      queue.remove(batch);
    }
    return left;
  };
  const flush = () => (isGranted ? delivery.flush() : Promise.resolve());
  const shutdown = (timeoutMs = shutdownTimeoutMs) => {
    closing ??= close(timeoutMs);
    return closing;
  };
  const stopWatching = handleExit
    ? watchProcessEnd({ shutdown: () => shutdown(), flush, exit: () => leave('exit') })
    : () => undefined;
  adopt();

  return {
    accept: (message) => {
      if (closing) drop(message, 'shutdown');
      else if (isGranted) enqueueOrDrop(message);
      else if (isGranted === undefined && held.length < maxQueue) held.push(message);
      else if (isGranted === undefined) drop(message, 'queue_full');
    },
    setConsent: (granted) => {
      isGranted = granted;
      if (granted) for (const message of held.splice(0)) enqueueOrDrop(message);
      else {
        held.length = 0;
        queue.clear();
      }
    },
    flush,
    shutdown,
  };
}

/** A line on the console, once a minute at most. */
function createConsoleWarning(): (error: Error) => void {
  let nextAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() < nextAt) return;
    nextAt = performance.now() + 60_000;
    console.warn(`gatrix analytics: ${error.message}`);
  };
}
