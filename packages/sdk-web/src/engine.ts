import { attempt } from './attempt.ts';
import { createDispatch } from './dispatch.ts';
import { createIdentity } from './identity.ts';
import { createOutbox } from './outbox.ts';
import { isPrerendering, type Listen } from './page.ts';
import { createPost } from './post.ts';
import { cookieStore, localKeys, localStore, noStore } from './store.ts';
import type { AnalyticsOptions, DropReason, Message } from './types.ts';

/** Consent, ids, storage and delivery of messages: what the calls of the API stand on. */
export interface Engine {
  /** An event with `title: null` gets the page's a moment later, or as soon as anything else happens. */
  readonly accept: (message: Message) => void;
  readonly setConsent: (isGranted: boolean) => void;
  readonly forgetIds: () => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => void;
}

/** Routers change the address first; the title follows when the page was drawn. */
const titleDelayMs = 100;

type Drop = (message: Message, reason: DropReason) => undefined;

/** 0 to 1, always the same for the same id. */
const share = (id: string): number =>
  [...id].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0) / 2 ** 32) % 1, 0);

/** `undefined` is pending. */
const initialConsent = (options: AnalyticsOptions): boolean | undefined =>
  !(globalThis.location || options.transport) ||
  (options.respectGpc && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl)
    ? false
    : options.consent === 'pending'
      ? undefined
      : true;

export const createEngine = (options: AnalyticsOptions, listen: Listen): Engine => {
  const { persistence, maxQueue = 1000, beforeSend, sampleRate } = options;
  const prefix = `gatrix.${options.clientId}.`;
  const held: Message[] = [];
  const lot = Math.random();
  let isGranted = initialConsent(options);

  const drop: Drop = (message, reason) => {
    if (options.debug) console.warn(reason, message);
    attempt(() => options.onDrop?.(message, reason));
  };
  const giveUp = (json: string, reason: DropReason) => drop(JSON.parse(json), reason);
  let waiting: Message | undefined;
  let titleTimer: ReturnType<typeof setTimeout> | undefined;

  const maySend = (): unknown => {
    const message = waiting;
    clearTimeout(titleTimer);
    waiting = undefined;
    if (message) {
      (message.payload as Record<string, unknown>).title = globalThis.document?.title;
      accept(message);
    }
    return isGranted && !isPrerendering();
  };
  const local = persistence === 'none' ? noStore : localStore;
  const idStore = persistence === 'cookie' ? cookieStore(options.cookieDomain) : local;
  const identity = createIdentity(idStore, `${prefix}session`);
  const outbox = createOutbox(local, `${prefix}outbox.`, maxQueue);
  const dispatch = createDispatch(outbox, listen, maySend, createPost(options), giveUp);

  /** The message as JSON; nothing where it was dropped, or where its device is not in the sample. */
  const prepare = ({ type, payload }: Message): string | undefined => {
    const [deviceId, sessionId] = identity.idsAt(Date.parse(`${payload.timestamp}`));
    // TRICKY: nothing given is not below 1, either.
    if ((sampleRate as number) < 1 && (deviceId ? share(deviceId) : lot) >= (sampleRate as number)) return;
    const full: Message = { type, payload: { ...payload, deviceId, ...(type === 'track' && { sessionId }) } };
    const changed = beforeSend ? attempt(() => beforeSend(full)) : full;
    if (!changed) return drop(full, 'before_send');
    return attempt(() => JSON.stringify(changed)) ?? drop(full, 'serialization');
  };
  const accept = (message: Message): void => {
    const mayBeSent = maySend();
    if (message.type === 'track' && message.payload.title === null) {
      waiting = message;
      titleTimer = setTimeout(maySend, titleDelayMs);
    } else if (mayBeSent) {
      const json = prepare(message);
      if (!json) return;
      if (!outbox.enqueue(json)) drop(message, 'queue_full');
      dispatch.schedule();
    } else if (held.length >= maxQueue) drop(message, 'queue_full');
    else if (isGranted !== false) held.push(message);
  };
  const release = () => {
    if (maySend()) held.splice(0).forEach(accept);
    dispatch.flush();
  };
  const forgetAll = () => {
    held.length = 0;
    outbox.removeSent(outbox.unsent());
    identity.forgetIds();
    for (const key of localKeys(prefix)) localStore(key, null);
  };

  listen(globalThis.document, 'prerenderingchange', release);
  // What an earlier page left is sent even where this one never tracks anything.
  dispatch.schedule();

  return {
    accept,
    setConsent: (granted) => {
      isGranted = granted;
      if (!granted) forgetAll();
      release();
    },
    forgetIds: () => {
      maySend();
      identity.forgetIds();
    },
    flush: dispatch.flush,
    stop: () => {
      maySend();
      isGranted = false;
      dispatch.stop();
    },
  };
};
