import type { EventQueue } from '@gatrix/analytics-queue';

/** Knows, without asking for every request, whether the queue may take more. */
export interface BacklogWatch {
  hasRoom(): boolean;
  /** Messages taken since the queue was last asked. */
  add(messages: number): void;
  close(): void;
}

const askEveryMs = 250;

export function watchBacklog(
  queue: EventQueue,
  maxBacklog: number,
  onError: (error: unknown) => void,
): BacklogWatch {
  let known = 0;
  let added = 0;
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    const before = added;
    queue
      .backlog()
      .then(
        (backlog) => {
          known = backlog;
          added -= before;
        },
        // The queue itself says so when it cannot take messages.
        onError,
      )
      .finally(() => {
        asking = false;
      });
  }, askEveryMs);
  timer.unref();
  return {
    hasRoom: () => known + added < maxBacklog,
    add(messages) {
      added += messages;
    },
    close: () => clearInterval(timer),
  };
}
