import { attempt } from './attempt.ts';
import { localKeys, type Store } from './store.ts';
import { uuid } from './uuid.ts';

const heartbeatMs = 5000;
/** A page that has not written for this long is gone, and another may send what it left. */
const abandonedMs = 15000;
const maxQueueBytes = 1000000;

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/** The unsent messages of this page, as JSON, and their copy in storage. */
export interface Outbox {
  /** Oldest first; those in flight are among them. */
  readonly unsent: () => readonly string[];
  /** False where the outbox is full. */
  readonly enqueue: (json: string) => boolean;
  readonly removeSent: (batch: readonly string[]) => void;
  readonly persist: () => void;
  readonly isLeft: () => boolean;
  /** The page is left, or entered again. What a page has left another may take over at once. */
  readonly setLeft: (isLeft: boolean) => void;
  /** With nothing of its own unsent, takes over one outbox whose page is gone; `retry` is called when more may be. */
  readonly adopt: (retry: () => void) => void;
}

/** One key a page: `prefix` and a UUID. Its value is `[heartbeat, ...messages]`. */
export const createOutbox = (store: Store, prefix: string, maxQueue: number): Outbox => {
  const ownKey = prefix + uuid();
  let unsent: string[] = [];
  let unsentBytes = 0;
  let isStored: unknown;
  let isLeft = false;
  let heartbeat: ReturnType<typeof setTimeout> | undefined;
  let adoption: ReturnType<typeof setTimeout> | undefined;

  const enqueue = (json: string): boolean => {
    const bytes = unsentBytes + byteLength(json);
    if (unsent.length >= maxQueue || bytes > maxQueueBytes) return false;
    unsentBytes = bytes;
    unsent.push(json);
    return true;
  };
  const persist = (): void => {
    clearTimeout(heartbeat);
    // TRICKY: an array in a template is joined by commas.
    isStored = store(ownKey, unsent.length ? `[${[isLeft ? 0 : Date.now(), ...unsent]}]` : null);
    if (unsent.length && !isLeft) heartbeat = setTimeout(persist, heartbeatMs);
  };
  const removeSent = (batch: readonly string[]): void => {
    unsent = unsent.filter((json) => !batch.includes(json));
    unsentBytes = byteLength(`${unsent}`);
    persist();
  };

  return {
    unsent: () => unsent,
    enqueue,
    removeSent,
    persist,
    isLeft: () => isLeft,
    setLeft: (left) => {
      isLeft = left;
      clearTimeout(adoption);
      // After the back/forward cache: what is gone from storage was taken over by another page.
      removeSent(!left && isStored && !store(ownKey) ? unsent : []);
    },
    adopt: (retry) => {
      clearTimeout(adoption);
      for (const key of localKeys(prefix)) {
        if (unsent.length || isLeft) return;
        const [beat, ...messages] = attempt(() => JSON.parse(store(key) as string)) ?? [0];
        if (Math.abs(Date.now() - beat) < abandonedMs) adoption = setTimeout(retry, abandonedMs);
        else {
          store(key, null);
          for (const message of messages) enqueue(JSON.stringify(message));
          persist();
        }
      }
    },
  };
};
