import type { WaitingTime } from './waiting-time.ts';

export interface PauseWatch {
  /** Whether messages wait, and none of them has been acknowledged for 100 to 150 ms. */
  isPaused(): boolean;
  close(): void;
}

const tickMs = 50;
const pauseTicks = 2;

/**
 * Tells when the queue pauses. Ticks of a timer are counted in place of milliseconds: in a long turn of the event loop time passes too, but
 * answers that have come are not read before it ends.
 */
export function watchPauses(waiting: WaitingTime): PauseWatch {
  let oldest: object | undefined;
  let ticks = 0;
  const timer = setInterval(() => {
    const current = waiting.oldest();
    ticks = current !== undefined && current === oldest ? ticks + 1 : 0;
    oldest = current;
  }, tickMs);
  timer.unref();
  return {
    isPaused: () => ticks >= pauseTicks && waiting.oldest() === oldest,
    close: () => clearInterval(timer),
  };
}
