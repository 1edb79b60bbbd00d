import type { LiveMessage } from './live-feed.ts';

type Feed<Question> = (question: Question, signal: AbortSignal) => AsyncGenerator<LiveMessage>;

/** What a viewer who reads slowly is kept at most; what comes beyond is counted. */
const maxWaiting = 1_000;

interface Viewer {
  push(message: LiveMessage): void;
  end(error?: unknown): void;
}

/**
 * One feed for all who watch the same: their questions are asked once. The feed begins with the first of them, and
 * ends with the last. Who joins hears the last count at once, and what comes from then on.
 */
export function createLiveHub<Question>(open: Feed<Question>, keyOf: (question: Question) => string) {
  interface Open {
    readonly viewers: Set<Viewer>;
    readonly stop: () => void;
    last?: LiveMessage;
  }
  const feeds = new Map<string, Open>();

  function start(key: string, question: Question) {
    const stopping = new AbortController();
    const feed: Open = { viewers: new Set(), stop: () => stopping.abort() };
    feeds.set(key, feed);
    const pump = async () => {
      for await (const message of open(question, stopping.signal)) {
        if (message.type === 'count') feed.last = message;
        for (const viewer of feed.viewers) viewer.push(message);
      }
    };
    const end = (error?: unknown) => {
      if (feeds.get(key) === feed) feeds.delete(key);
      for (const viewer of feed.viewers) viewer.end(error);
    };
    pump().then(() => end(), end);
    return feed;
  }

  return async function* watch(question: Question, signal: AbortSignal): AsyncGenerator<LiveMessage> {
    const key = keyOf(question);
    const feed = feeds.get(key) ?? start(key, question);
    const { viewer, messages } = createViewer(signal);
    feed.viewers.add(viewer);
    if (feed.last) viewer.push(feed.last);
    try {
      yield* messages();
    } finally {
      feed.viewers.delete(viewer);
      if (feed.viewers.size === 0) {
        if (feeds.get(key) === feed) feeds.delete(key);
        feed.stop();
      }
    }
  };
}

function createViewer(signal: AbortSignal) {
  const waiting: LiveMessage[] = [];
  let skipped = 0;
  let ended: { readonly error?: unknown } | undefined;
  let wake = () => {};
  const viewer: Viewer = {
    push(message) {
      if (waiting.length < maxWaiting) waiting.push(message);
      else if (message.type !== 'count') skipped += message.type === 'event' ? 1 : message.of - message.shown;
      wake();
    },
    end(error) {
      ended = error === undefined ? {} : { error };
      wake();
    },
  };

  async function* messages(): AsyncGenerator<LiveMessage> {
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const next = waiting.shift();
        if (next) yield next;
        else if (skipped > 0) {
          const of = skipped;
          skipped = 0;
          yield { type: 'sampled', shown: 0, of };
        } else if (ended?.error !== undefined) throw ended.error;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
  return { viewer, messages };
}
