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
  /** The oldest that fit into one request. */
  readonly next: (maxMessages: number) => readonly Entry[];
  /** Removes the oldest, and settles them. */
  readonly remove: (count: number) => void;
}

/** A request holds 1 MiB; the envelope needs some of it. */
const maxRequestBytes = 1_000_000;
/** What ingest takes in one request. */
const maxRequestMonths = 24;
/** Removed places at the front that are kept, so that not every removal moves all that waits. */
const maxHoles = 10_000;

export function createQueue(maxMessages: number, maxBytes: number): Queue {
  let entries: (Entry | undefined)[] = [];
  let head = 0;
  let bytes = 0;
  let added = 0;

  return {
    get size() {
      return entries.length - head;
    },
    get added() {
      return added;
    },
    get removed() {
      return added - (entries.length - head);
    },
    hasRoom: (more) => entries.length - head < maxMessages && bytes + more <= maxBytes,
    add: (entry) => {
      entries.push(entry);
      bytes += entry.bytes;
      added += 1;
    },
    next: (limit) => {
      const batch: Entry[] = [];
      const months = new Set<number>();
      let total = 0;
      for (let place = head; place < entries.length && batch.length < limit; place++) {
        const entry = entries[place];
        if (!entry) break;
        total += entry.bytes + 1;
        months.add(entry.month);
        if (batch.length > 0 && (total > maxRequestBytes || months.size > maxRequestMonths)) break;
        batch.push(entry);
      }
      return batch;
    },
    remove: (count) => {
      for (let place = head; place < head + count; place++) {
        const entry = entries[place];
        bytes -= entry?.bytes ?? 0;
        entries[place] = undefined;
        entry?.settle?.();
      }
      head += count;
      if (head < maxHoles && head < entries.length) return;
      entries = entries.slice(head);
      head = 0;
    },
  };
}

/** The calendar month of an ISO 8601 time in UTC, as a number that grows by one a month. */
export function monthOf(timestamp: unknown): number {
  const date = new Date(typeof timestamp === 'number' ? timestamp : `${timestamp}`);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
