import { createBatches, fitting } from './batches.ts';

export interface BatcherOptions<T> {
  /** Stores the items; every item's promise settles as it does. */
  readonly flush: (items: readonly T[]) => Promise<void>;
  /** How many rows an item brings. */
  readonly rowsOf: (item: T) => number;
  /** Of a batch, unless its only item brings more. */
  readonly maxRows: number;
  /** With so many rows a batch waits for no more, as the item says that waits longest, and how many batches are being stored. Default: `maxRows`. */
  readonly enoughRows?: (oldest: T, inFlight: number) => number;
  /** An item waits at most this long for company, and takes those along that wait. */
  readonly maxWaitMs: number | ((item: T) => number);
  /**
   * An item that comes when no batch has begun for two times `maxWaitMs` waits only for so long, and one that comes a little
   * sooner until then: hardly more batches, and after a pause nobody waits. Default: all wait for `maxWaitMs`.
   */
  readonly leastWaitMs?: number | undefined;
  /** In place of `maxWaitMs` for an item that comes while a batch is being stored: others come then, too. */
  readonly busyWaitMs?: number | undefined;
  /** Items that can be in hand at once: with so many there is no more company to wait for. */
  readonly maxItems: number;
  /** Batches being stored at once. */
  readonly maxInFlight: number;
}

/** Joins items into batches by rows or time, whichever comes first. */
export function createBatcher<T>(options: BatcherOptions<T>) {
  const { rowsOf, maxRows, maxWaitMs, leastWaitMs, busyWaitMs } = options;
  let rows = 0;
  let lastStartAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let due = false;
  const batches = createBatches<T, void>({
    take: (waiting) => fitting(waiting, rowsOf, maxRows),
    async work(items) {
      rows -= items.reduce((sum, item) => sum + rowsOf(item), 0);
      await options.flush(items);
      return [];
    },
  });

  function waitMsOf(item: T): number {
    if (busyWaitMs !== undefined && batches.inFlight() > 0) return busyWaitMs;
    const waitMs = typeof maxWaitMs === 'number' ? maxWaitMs : maxWaitMs(item);
    if (leastWaitMs === undefined) return waitMs;
    return Math.min(waitMs, Math.max(leastWaitMs, lastStartAt + 2 * waitMs - performance.now()));
  }

  /** Resolves when the item's rows are stored. */
  function add(item: T): Promise<void> {
    const stored = batches.add(item);
    rows += rowsOf(item);
    wakeIn(waitMsOf(item));
    pump();
    return stored;
  }

  /** Unless it wakes earlier already. */
  function wakeIn(waitMs: number): void {
    const at = performance.now() + waitMs;
    if (at >= timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timerAt = Number.POSITIVE_INFINITY;
      due = true;
      pump();
    }, waitMs);
  }

  function pump(): void {
    while (batches.inFlight() < options.maxInFlight && isReady()) {
      lastStartAt = performance.now();
      void batches.start().then(pump);
      const [oldest] = batches.waiting();
      if (oldest !== undefined && leastWaitMs === undefined) continue;
      due = false;
      clearTimeout(timer);
      timerAt = Number.POSITIVE_INFINITY;
      if (oldest !== undefined) wakeIn(waitMsOf(oldest));
    }
  }

  function isReady(): boolean {
    const [oldest] = batches.waiting();
    if (oldest === undefined) return false;
    return (
      due ||
      rows >= (options.enoughRows?.(oldest, batches.inFlight()) ?? maxRows) ||
      batches.unsettled() >= options.maxItems
    );
  }

  /** Stores what waits at once, and waits for all that is in flight. */
  async function drain(): Promise<void> {
    while (batches.unsettled() > 0) {
      due = true;
      pump();
      await batches.oneDone();
    }
  }

  return { add, drain };
}
