export interface BatcherOptions<T> {
  /** Stores the items; every item's promise settles as it does. */
  readonly flush: (items: readonly T[]) => Promise<void>;
  /** How many rows an item brings. */
  readonly rowsOf: (item: T) => number;
  /** Of a batch, unless its only item brings more. */
  readonly maxRows: number;
  /** With so many rows a batch waits for no more, as the item says that waits longest. Default: `maxRows`. */
  readonly enoughRows?: (oldest: T) => number;
  /** An item waits at most this long for company, and takes those along that wait. */
  readonly maxWaitMs: number | ((item: T) => number);
  /** In place of `maxWaitMs` for an item that comes while a batch is being stored: others come then, too. */
  readonly busyWaitMs?: number | undefined;
  /** Items that can be in hand at once: with so many there is no more company to wait for. */
  readonly maxItems: number;
  /** Batches being stored at once. */
  readonly maxInFlight: number;
}

/** Joins items into batches by rows or time, whichever comes first. */
export function createBatcher<T>(options: BatcherOptions<T>) {
  interface Waiting {
    readonly item: T;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let rows = 0;
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  const waitMsOf = ({ maxWaitMs, busyWaitMs }: BatcherOptions<T>, item: T) => {
    if (busyWaitMs !== undefined && inFlight.size > 0) return busyWaitMs;
    return typeof maxWaitMs === 'number' ? maxWaitMs : maxWaitMs(item);
  };
  let due = false;
  const inFlight = new Set<Promise<void>>();
  let itemsInFlight = 0;

  /** Resolves when the item's rows are stored. */
  function add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      rows += options.rowsOf(item);
      wakeIn(waitMsOf(options, item));
      pump();
    });
  }

  /** Unless it wakes earlier already. */
  function wakeIn(waitMs: number): void {
    const at = performance.now() + waitMs;
    if (at >= timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      timerAt = Number.POSITIVE_INFINITY;
      due = true;
      pump();
    }, waitMs);
  }

  function pump(): void {
    while (inFlight.size < options.maxInFlight && isReady()) start();
  }

  function isReady(): boolean {
    const [oldest] = waiting;
    if (!oldest) return false;
    const enough = options.enoughRows?.(oldest.item) ?? options.maxRows;
    return due || rows >= enough || waiting.length + itemsInFlight >= options.maxItems;
  }

  function start(): void {
    let taken = 0;
    let takenRows = 0;
    for (const { item } of waiting) {
      const next = options.rowsOf(item);
      if (taken > 0 && takenRows + next > options.maxRows) break;
      taken += 1;
      takenRows += next;
    }
    const batch = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    rows -= takenRows;
    due = due && waiting.length > 0;
    if (waiting.length === 0) {
      clearTimeout(timer);
      timer = undefined;
      timerAt = Number.POSITIVE_INFINITY;
    }
    const storing = options.flush(batch.map(({ item }) => item)).then(
      () => {
        for (const { resolve } of batch) resolve();
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
    inFlight.add(storing);
    itemsInFlight += taken;
    void storing.finally(() => {
      inFlight.delete(storing);
      itemsInFlight -= taken;
      pump();
    });
  }

  /** Stores what waits at once, and waits for all that is in flight. */
  async function drain(): Promise<void> {
    while (waiting.length > 0 || inFlight.size > 0) {
      due = true;
      pump();
      await Promise.race([...inFlight]);
    }
  }

  return { add, drain };
}
