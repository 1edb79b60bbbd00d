export interface BatchesOptions<Item, Answer> {
  /**
   * Does the work of a batch. Its answers are at the places of their items; what it throws rejects all of them. An item whose answer is a
   * promise is settled by that, and the batch is done before.
   */
  readonly work: (items: readonly Item[]) => Promise<readonly (Answer | Promise<Answer>)[]>;
  /** How many of what waits make the next batch: the first so many. */
  readonly take: (waiting: readonly Item[]) => number;
}

export interface Batches<Item, Answer> {
  /** Resolves with the item's answer once a batch with it is done. Starts nothing. */
  add(item: Item): Promise<Answer>;
  /** Starts a batch, and resolves when it is done, also where it failed. */
  start(): Promise<void>;
  waiting(): readonly Item[];
  /** Batches that are not done. */
  inFlight(): number;
  /** Items that are not done, those that wait included. */
  unsettled(): number;
  /** Resolves when one of the batches that are in flight is done. */
  oneDone(): Promise<void>;
}

interface Caller<Answer> {
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/** Keeps what waits and settles each item with its batch. When a batch starts is up to who uses it. */
export function createBatches<Item, Answer>(options: BatchesOptions<Item, Answer>): Batches<Item, Answer> {
  let items: Item[] = [];
  let callers: Caller<Answer>[] = [];
  let unsettled = 0;
  const inFlight = new Set<Promise<void>>();

  async function run(batch: readonly Item[], waiting: readonly Caller<Answer>[]): Promise<void> {
    try {
      const answers = await options.work(batch);
      for (let place = 0; place < waiting.length; place++) waiting[place]?.resolve(answers[place] as Answer);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
    unsettled -= batch.length;
  }

  return {
    add(item) {
      items.push(item);
      unsettled += 1;
      return new Promise((resolve, reject) => {
        callers.push({ resolve, reject });
      });
    },
    async start() {
      const taken = options.take(items);
      const batch = items.slice(0, taken);
      const waiting = callers.slice(0, taken);
      items = items.slice(taken);
      callers = callers.slice(taken);
      const running = run(batch, waiting);
      inFlight.add(running);
      await running;
      inFlight.delete(running);
    },
    waiting: () => items,
    inFlight: () => inFlight.size,
    unsettled: () => unsettled,
    oneDone: () => Promise.race(inFlight),
  };
}

/** How many of the first items stay within `max` together, and at least one: for `take`. */
export function fitting<Item>(items: readonly Item[], sizeOf: (item: Item) => number, max: number): number {
  let size = 0;
  for (const [place, item] of items.entries()) {
    size += sizeOf(item);
    if (size > max) return Math.max(1, place);
  }
  return items.length;
}
