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
  readonly accept: (message: Message) => void;
  readonly setConsent: (isGranted: boolean) => void;
  readonly forgetIds: () => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => void;
}

/** 0 to 1, always the same for the same id. */
const share = (id: string): number =>
  ([...id].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) | 0, 0) >>> 0) / 2 ** 32;

export const createEngine = (options: AnalyticsOptions, listen: Listen): Engine => {
  const { clientId, persistence, maxQueue = 1000, beforeSend, sampleRate = 1 } = options;
  const prefix = `gatrix.${clientId}.`;
  const held: Message[] = [];
  const lot = Math.random();
  const isRefused =
    !(globalThis.location || options.transport) ||
    (options.respectGpc && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl);
  /** `undefined` is pending. */
  let isGranted = isRefused ? false : options.consent === 'pending' ? undefined : true;

  const drop = (message: Message, reason: DropReason): void => {
    if (options.debug) console.warn(reason, message);
    attempt(() => options.onDrop?.(message, reason));
  };
  const giveUp = (json: string, reason: DropReason) => drop(JSON.parse(json), reason);
  const maySend = () => isGranted && !isPrerendering();
  const local = persistence === 'none' ? noStore : localStore;
  const identity = createIdentity(
    persistence === 'cookie' ? cookieStore(options.cookieDomain) : local,
    `${prefix}session`,
  );
  const outbox = createOutbox(local, `${prefix}outbox.`, maxQueue);
  const dispatch = createDispatch(outbox, listen, maySend, createPost(options), giveUp);

  const pass = (message: Message): DropReason | false | undefined => {
    const { type, payload } = message;
    const [deviceId, sessionId] = identity.idsAt(Date.parse(`${payload.timestamp}`));
    if ((deviceId ? share(deviceId) : lot) >= sampleRate) return;
    const full: Message = { type, payload: { ...payload, deviceId, ...(type === 'track' && { sessionId }) } };
    const changed = beforeSend ? attempt(() => beforeSend(full)) : full;
    if (!changed) return 'before_send';
    const json = attempt(() => JSON.stringify(changed));
    if (!json) return 'serialization';
    const isQueued = outbox.enqueue(json);
    dispatch.schedule();
    return !isQueued && 'queue_full';
  };
  const accept = (message: Message): void => {
    let reason: DropReason | false | undefined;
    if (maySend()) reason = pass(message);
    else if (held.length >= maxQueue) reason = 'queue_full';
    else if (isGranted !== false) held.push(message);
    if (reason) drop(message, reason);
  };
  const release = () => {
    if (maySend()) held.splice(0).forEach(accept);
    dispatch.flush();
  };

  listen(globalThis.document, 'prerenderingchange', release);
  // What an earlier page left is sent even where this one never tracks anything.
  dispatch.schedule();

  return {
    accept,
    setConsent: (granted) => {
      isGranted = granted;
      if (!granted) {
        held.length = 0;
        outbox.removeSent(outbox.unsent());
        identity.forgetIds();
        for (const key of localKeys(prefix)) localStore(key, null);
      }
      release();
    },
    forgetIds: identity.forgetIds,
    flush: dispatch.flush,
    stop: () => {
      isGranted = false;
      dispatch.stop();
    },
  };
};
