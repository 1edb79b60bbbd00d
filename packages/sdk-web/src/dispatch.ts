import { createSendBatch } from './delivery.ts';
import type { Outbox } from './outbox.ts';
import type { Listen } from './page.ts';
import type { Post } from './post.ts';
import { createRetry } from './retry.ts';

/** When a message is stored and sent, through all that happens to a page. */
export interface Dispatch {
  /**
   * To be called after a message was put into the outbox. It is sent at once, for a page or browser that closes right
   * now; but while nothing can be sent anyway, many small tasks must not each write the whole outbox.
   */
  readonly schedule: () => void;
  readonly flush: () => Promise<void>;
  readonly stop: () => void;
}

export const createDispatch = (
  outbox: Outbox,
  listen: Listen,
  maySend: () => unknown,
  post: Post,
  giveUp: (json: string, reason: string) => void,
): Dispatch => {
  let flight: Promise<void> | undefined;
  let isScheduled = false;

  const flush = async (): Promise<void> => {
    isScheduled = false;
    if (!maySend()) return;
    outbox.persist();
    // What comes while a flight ends is not in it.
    await flight;
    flight ??= drain();
    await flight;
  };
  const retry = createRetry(flush);
  const sendBatch = createSendBatch(outbox, retry, post, giveUp);
  const drain = async () => {
    do outbox.adopt(flush);
    while (await sendBatch());
    flight = undefined;
  };
  const leave = () => {
    outbox.setLeft(true);
    maySend();
    void sendBatch();
  };

  listen(globalThis, 'pagehide', leave);
  listen(globalThis, 'pageshow', (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    outbox.setLeft(false);
    flight = void sendBatch(true);
    void flush();
  });
  listen(globalThis, 'online', retry.hurry);
  listen(globalThis.document, 'visibilitychange', () => {
    if (document.hidden) {
      void flush();
      void sendBatch();
    }
  });

  return {
    schedule: () => {
      if (outbox.isLeft()) leave();
      else if (!isScheduled) {
        isScheduled = true;
        // In a hidden tab a timer comes a second late, and the tab may be closed by then.
        ((flight || retry.isWaiting()) && !globalThis.document?.hidden ? setTimeout : queueMicrotask)(flush);
      }
    },
    flush,
    stop: () => {
      retry.cancel();
      outbox.setLeft(true);
    },
  };
};
