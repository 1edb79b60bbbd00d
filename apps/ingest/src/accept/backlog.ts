import { countMessages, type EventQueue } from '@gatrix/analytics-queue';

/** Knows, without asking for every request, whether the queue may take more. */
export interface BacklogWatch {
  readonly hasRoom: () => boolean;
  /** The queue, whose new messages count at once. */
  counting(queue: EventQueue): EventQueue;
  close(): void;
}

const askEveryMs = 250;

export function watchBacklog(
  queue: EventQueue,
  maxBacklog: number,
  { onBacklog, onError }: { onBacklog: (messages: number) => void; onError: (error: unknown) => void },
): BacklogWatch {
  let known = 0;
  let added = 0;
  let isAsking = false;
  let isFailing = false;

  async function ask(): Promise<void> {
    const before = added;
    try {
      known = await queue.backlog();
      added -= before;
      isFailing = false;
      onBacklog(known);
    } catch (error) {
      // The queue itself says so when it cannot take messages; the log needs to hear it once.
      if (!isFailing) onError(error);
      isFailing = true;
    }
  }

  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void ask().finally(() => {
      isAsking = false;
    });
  }, askEveryMs);
  timer.unref();
  return {
    hasRoom: () => known + added < maxBacklog,
    counting: (counted) => ({
      ...counted,
      publish(parts) {
        added += countMessages({ parts });
        return counted.publish(parts);
      },
    }),
    close: () => clearInterval(timer),
  };
}
