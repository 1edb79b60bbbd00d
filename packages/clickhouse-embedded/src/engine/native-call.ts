import { setTimeout as delay } from 'node:timers/promises';

export interface Cancellation {
  readonly signal: AbortSignal;
  /** Asks the engine to stop the query; it finds nothing before the query has begun. */
  kill(): void;
}

const killIntervalMs = 50;

/**
 * Waits for a native call, which cannot be left while it runs. An abort kills its query, again until it ends.
 * @throws the signal's reason once aborted, else what the call rejects with.
 */
export async function nativeCall<T>(cancellation: Cancellation, pending: Promise<T>): Promise<T> {
  const { signal } = cancellation;
  let settled = false;
  const killUntilSettled = async () => {
    while (!settled) {
      cancellation.kill();
      await delay(killIntervalMs);
    }
  };
  const onAbort = () => void killUntilSettled();
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    const result = await pending;
    signal.throwIfAborted();
    return result;
  } finally {
    settled = true;
    signal.removeEventListener('abort', onAbort);
  }
}
