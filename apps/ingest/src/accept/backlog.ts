import { countMessages, type EventQueue, hasLate, QueueUnavailableError } from '@gatrix/analytics-queue';
import { watchPauses } from './pause-watch.ts';
import { createWaitingTime } from './waiting-time.ts';

/** Knows, without asking for every request, whether the queue may take more. */
export interface BacklogWatch {
  /** Why it may not; undefined where it may. Senders without a secret are refused earlier, since anybody can be one. */
  readonly refusal: (isVerified: boolean, messages: number) => string | undefined;
  /** The queue, whose new messages count at once. */
  counting(queue: EventQueue): EventQueue;
  close(): void;
}

const askEveryMs = 250;
/** Senders give up, and send again, what takes much longer to be acknowledged. */
const maxWaitMs = 5_000;
const unverifiedMaxWaitMs = 2_000;
/** The backlog's growth is looked at over about a second. */
const growthAsks = 1_000 / askEveryMs;
/** So many messages are few, or as many as are stored in a tenth of a second. */
const leastFew = 5_000;

export function watchBacklog(
  queue: EventQueue,
  maxBacklog: number,
  { onBacklog, onError }: { onBacklog: (messages: number) => void; onError: (error: unknown) => void },
): BacklogWatch {
  // Late messages are stored in batches of their own, which take their time: nobody else waits for those.
  const [fresh, late] = [createWaitingTime(), createWaitingTime()];
  const problemOf = (waiting: typeof fresh, mayWaitMs: number) =>
    waiting.expectedMs() <= mayWaitMs
      ? undefined
      : `more waits than can be stored within ${mayWaitMs / 1_000} s`;
  const pauses = watchPauses(fresh);
  /** Messages that were acknowledged and are not stored yet, as the last questions found them. */
  let backlogs: readonly number[] = [];
  /**
   * While the backlog grows, a pause of Redis or of its disk is one of many: who is let in during one waits for its end, so only few are.
   * Its size says nothing: how much workers hold depends on their number and their batches.
   */
  const isInPause = () => {
    const few = Math.max(leastFew, fresh.lastSecond() / 10);
    const [earlier = 0, latest = 0] = [backlogs[0], backlogs.at(-1)];
    return pauses.isPaused() && fresh.waiting() > few && latest - earlier > few;
  };
  let lastCount = 0;
  let added = 0;
  let isAsking = false;
  let isFailing = false;

  async function ask(): Promise<void> {
    const before = added;
    try {
      lastCount = await queue.backlog();
      added -= before;
      const acknowledged = Math.max(0, lastCount - fresh.waiting() - late.waiting());
      backlogs = [...backlogs, acknowledged].slice(-growthAsks - 1);
      isFailing = false;
      onBacklog(lastCount);
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
    refusal(isVerified, messages) {
      if (lastCount + added >= maxBacklog) return 'the queue is full';
      const problem = problemOf(fresh, isVerified ? maxWaitMs : unverifiedMaxWaitMs);
      if (problem !== undefined) return problem;
      if (isInPause()) return 'more comes than is stored, and the queue pauses';
      return queue.admits(messages) ? undefined : 'more comes than can be taken';
    },
    counting: (counted) => ({
      ...counted,
      publish(parts) {
        const messages = countMessages({ parts });
        const areLate = hasLate(parts);
        const problem = areLate ? problemOf(late, maxWaitMs) : undefined;
        if (problem !== undefined)
          return Promise.reject(new QueueUnavailableError(`of late messages, ${problem}`));
        const end = (areLate ? late : fresh).begin(messages);
        added += messages;
        try {
          return counted.publish(parts).finally(end);
        } catch (error) {
          end();
          return Promise.reject(error);
        }
      },
    }),
    close() {
      clearInterval(timer);
      pauses.close();
    },
  };
}
