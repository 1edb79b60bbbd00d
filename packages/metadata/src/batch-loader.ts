import { MetadataUnavailableError } from './errors.ts';

export interface BatchLoaderOptions<T> {
  /** The values of these ids; what is absent from the map does not exist. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  readonly onLoaded: (id: string, value: T | undefined) => void;
  readonly timeoutMs: number;
  readonly maxBatch: number;
}

interface Waiting<T> {
  readonly promise: Promise<T | undefined>;
  readonly resolve: (value: T | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads one batch at a time: what is asked for while a query runs becomes the next query, and the same id is asked
 * for once. However many ids are asked for, the database sees one small query after another.
 */
export function createBatchLoader<T>(options: BatchLoaderOptions<T>): (id: string) => Promise<T | undefined> {
  const waiting = new Map<string, Waiting<T>>();
  const loading = new Map<string, Waiting<T>>();
  let isRunning = false;

  const run = async () => {
    isRunning = true;
    // Lets the rest of this turn's look-ups join the first batch.
    await Promise.resolve();
    while (waiting.size > 0) {
      for (const [id, entry] of [...waiting].slice(0, options.maxBatch)) {
        waiting.delete(id);
        loading.set(id, entry);
      }
      try {
        const loaded = await withTimeout(options.load([...loading.keys()]), options.timeoutMs);
        for (const [id, { resolve }] of loading) {
          options.onLoaded(id, loaded.get(id));
          resolve(loaded.get(id));
        }
      } catch (error) {
        for (const { reject } of loading.values()) reject(error);
      }
      loading.clear();
    }
    isRunning = false;
  };

  return (id) => {
    const pending = loading.get(id) ?? waiting.get(id);
    if (pending) return pending.promise;
    const entry = deferred<T | undefined>();
    waiting.set(id, entry);
    if (!isRunning) void run();
    return entry.promise;
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const late = new Error(`no answer within ${timeoutMs} ms`);
    timer = setTimeout(() => reject(new MetadataUnavailableError(late)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
