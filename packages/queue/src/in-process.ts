import { randomUUID } from 'node:crypto';
import { countMessages } from './chunk.ts';
import { createChunkPublisher } from './chunk-publisher.ts';
import type { ChunkHandler, DeadLetter, DeadLetters, EventQueue } from './event-queue.ts';
import { QueueUnavailableError } from './event-queue.ts';
import type { TaskConsumer, TaskQueue, Tasks } from './task-queues.ts';

export interface InProcessQueueOptions {
  readonly lingerMs?: number;
  readonly maxMessages?: number;
}

/** The event queue of one process: `publish` resolves after the handler has stored the chunk. */
export function createInProcessEventQueue(options: InProcessQueueOptions = {}): EventQueue {
  let handler: ChunkHandler | undefined;
  let backlog = 0;
  let chunks = 0;
  const publisher = createChunkPublisher({
    newId: randomUUID,
    lingerMs: options.lingerMs ?? 2,
    maxMessages: options.maxMessages ?? 1_000,
    maxInFlight: 64,
    async send(chunk) {
      if (!handler) throw new QueueUnavailableError('nothing consumes the queue');
      const messages = countMessages(chunk);
      backlog += messages;
      chunks += 1;
      try {
        await handler(chunk);
      } catch (error) {
        throw new QueueUnavailableError('the messages could not be stored', { cause: error });
      } finally {
        backlog -= messages;
        chunks -= 1;
      }
    },
  });
  const counterTimer = setInterval(publisher.flush, 1_000);
  counterTimer.unref();

  return {
    publish: publisher.publish,
    count: publisher.count,
    admits: publisher.admits,
    consume(next) {
      if (handler) throw new Error('the in-process queue has one consumer');
      handler = next;
      return {
        async close() {
          await publisher.drain();
          handler = undefined;
        },
      };
    },
    // Nothing outlives the process, so that there is never a batch to recover.
    load: async () => undefined,
    backlog: async () => backlog,
    state: async () => ({
      waiting: 0,
      active: chunks,
      delayed: 0,
      messages: backlog,
      oldestWaitingAt: undefined,
    }),
    ping: async () => undefined,
    async close() {
      clearInterval(counterTimer);
      await publisher.drain();
    },
  };
}

/** Tasks run in this process, as many at once as their consumer asks for; what fails is tried again while it lives. */
export function createInProcessTasks(onError: (error: unknown, queue: string) => void): Tasks {
  return {
    profiles: createInProcessTaskQueue('analytics-profiles', onError),
    seals: createInProcessTaskQueue('analytics-seals', onError),
    aggregations: createInProcessTaskQueue('analytics-aggregations', onError),
    alerts: createInProcessTaskQueue('analytics-alerts', onError),
    deliveries: createInProcessTaskQueue('analytics-deliveries', onError),
  };
}

function createInProcessTaskQueue<T>(
  name: string,
  onError: (error: unknown, queue: string) => void,
): TaskQueue<T> {
  const tasks: { readonly task: T; readonly attempt: number }[] = [];
  let handler: ((task: T) => Promise<void>) | undefined;
  let atOnce = 1;
  const running = new Set<Promise<void>>();

  async function run(): Promise<void> {
    for (let next = tasks.shift(); next && handler; next = tasks.shift()) {
      try {
        await handler(next.task);
      } catch (error) {
        onError(error, name);
        const { task, attempt } = next;
        if (attempt < 10)
          setTimeout(() => push(task, attempt + 1), 1_000 * 2 ** Math.min(attempt, 5)).unref();
      }
    }
  }

  function push(task: T, attempt: number): void {
    tasks.push({ task, attempt });
    start();
  }

  function start(): void {
    if (!handler || tasks.length === 0 || running.size === atOnce) return;
    const one = run().finally(() => {
      running.delete(one);
      start();
    });
    running.add(one);
  }

  return {
    add: async (task) => push(task, 0),
    consume(next, { concurrency = 1 } = {}): TaskConsumer {
      handler = next;
      atOnce = concurrency;
      for (let more = atOnce; more > 0; more -= 1) start();
      return {
        async close() {
          while (running.size > 0) await Promise.all(running);
          handler = undefined;
        },
      };
    },
  };
}

/** Dead letters of one process, kept by `store`, for example lines in a file. */
export function createStoredDeadLetters(
  store: { load(): Promise<DeadLetter[]>; save(letters: readonly DeadLetter[]): Promise<void> },
  replay: (letter: DeadLetter) => Promise<void>,
): DeadLetters {
  let last: Promise<unknown> = Promise.resolve();
  const serially = <R>(work: () => Promise<R>): Promise<R> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const remove = async (id: string): Promise<DeadLetter | undefined> => {
    const letters = await store.load();
    const match = letters.find((letter) => letter.id === id);
    if (match) await store.save(letters.filter((letter) => letter.id !== id));
    return match;
  };
  return {
    add: (letter) =>
      serially(async () => {
        const letters = await store.load();
        if (!letters.some(({ id }) => id === letter.id)) await store.save([...letters, letter]);
      }),
    list: ({ limit = 100 } = {}) => serially(async () => (await store.load()).slice(0, limit)),
    get: (id) => serially(async () => (await store.load()).find((letter) => letter.id === id)),
    replay: (id) =>
      serially(async () => {
        const letter = (await store.load()).find((candidate) => candidate.id === id);
        if (!letter) return false;
        await replay(letter);
        await remove(id);
        return true;
      }),
    drop: (id) => serially(async () => (await remove(id)) !== undefined),
    count: () => serially(async () => (await store.load()).length),
  };
}
