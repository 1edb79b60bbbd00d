const minRetryMs = 300;
const maxRetryMs = 60000;
const maxRetryAfterMs = 3600000;

/** When the next attempt comes after one that failed. */
export interface Retry {
  readonly isWaiting: () => unknown;
  /** An attempt ended with this status, 0 where no answer came; another follows unless it was final. */
  readonly endAttempt: (isFinal: boolean, status: number, retryAfter: string | null) => void;
  /** The network is back: do not wait, unless the server asked for it. */
  readonly hurry: () => void;
  readonly cancel: () => void;
}

export const createRetry = (run: () => void): Retry => {
  let failures = 0;
  let orderedMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wait = (delayMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      run();
    }, delayMs + minRetryMs);
  };

  return {
    isWaiting: () => timer,
    endAttempt: (isFinal, status, retryAfter) => {
      failures = isFinal ? 0 : failures + 1;
      if (isFinal) return;
      // Seconds or a date; nothing above 0 where there is none.
      orderedMs = Number(retryAfter) * 1000 || Date.parse(retryAfter as string) - Date.now();
      wait(
        orderedMs > 0
          ? Math.min(maxRetryAfterMs, orderedMs)
          : // Full jitter from 1 s, doubling to 60 s. With no answer at all to five attempts, once a minute is enough.
            failures > 4 && !status
            ? maxRetryMs
            : Math.random() * Math.min(maxRetryMs, 500 * 2 ** failures),
      );
    },
    hurry: () => {
      if (timer && !(orderedMs > 0)) wait(0);
    },
    cancel: () => clearTimeout(timer),
  };
};
