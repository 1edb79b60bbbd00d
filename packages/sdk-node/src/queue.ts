/** A message that waits: its JSON, the month (UTC) it is of, and what is to be done when it is settled. */
export interface Entry {
  readonly json: string;
  readonly bytes: number;
  readonly month: number;
  readonly settle: (() => void) | undefined;
}

/** What waits, oldest first. */
export interface Queue {
  readonly size: number;
  /** How many were ever added and removed: their difference is the size. */
  readonly added: number;
  readonly removed: number;
  readonly hasRoom: (bytes: number) => boolean;
  readonly add: (entry: Entry) => void;
  /** The oldest that fit into one request, but those on their way. */
  readonly next: (maxMessages: number, onTheWay?: ReadonlySet<Entry>) => readonly Entry[];
  /** Removes those that still wait, and settles them. */
  readonly remove: (entries: Iterable<Entry>) => void;
  readonly clear: () => void;
}

/** A request holds 1 MiB; the envelope needs some of it. */
const maxRequestBytes = 1_000_000;
/** What ingest takes in one request. */
const maxRequestMonths = 24;

export function createQueue(maxMessages: number, maxBytes: number): Queue {
  const waiting = new Set<Entry>();
  let bytes = 0;
  let added = 0;

  const remove = (entries: Iterable<Entry>) => {
    for (const entry of entries) {
      if (!waiting.delete(entry)) continue;
      bytes -= entry.bytes;
      entry.settle?.();
    }
  };
  return {
    get size() {
      return waiting.size;
    },
    get added() {
      return added;
    },
    get removed() {
      return added - waiting.size;
    },
    hasRoom: (more) => waiting.size < maxMessages && bytes + more <= maxBytes,
    add: (entry) => {
      waiting.add(entry);
      bytes += entry.bytes;
      added += 1;
    },
    next: (limit, onTheWay) => {
      const batch: Entry[] = [];
      const months = new Set<number>();
      let total = 0;
      for (const entry of waiting) {
        if (onTheWay?.has(entry)) continue;
        total += entry.bytes + 1;
        months.add(entry.month);
        const isFull = total > maxRequestBytes || months.size > maxRequestMonths;
        if (batch.length >= limit || (batch.length > 0 && isFull)) break;
        batch.push(entry);
      }
      return batch;
    },
    remove,
    clear: () => remove(waiting),
  };
}

/** The calendar month of an ISO 8601 time in UTC, as a number that grows by one a month. */
export function monthOf(timestamp: unknown): number {
  const date = new Date(typeof timestamp === 'number' ? timestamp : `${timestamp}`);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
