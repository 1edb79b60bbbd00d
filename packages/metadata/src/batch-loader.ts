import { joined } from '@gatrix/analytics-batching';
import { MetadataUnavailableError } from './errors.ts';

export interface BatchLoaderOptions<T> {
  /** The values of these ids; what is absent from the map does not exist. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  readonly onLoaded: (id: string, value: T | undefined) => void;
  readonly timeoutMs: number;
  readonly maxBatch: number;
}

/**
 * Loads one batch at a time: what is asked for while a query runs becomes the next query, and the same id is asked
 * for once. However many ids are asked for, the database sees one small query after another.
 */
export function createBatchLoader<T>(options: BatchLoaderOptions<T>): (id: string) => Promise<T | undefined> {
  const pending = new Map<string, Promise<T | undefined>>();
  const load = joined<string, T | undefined>({
    maxItems: options.maxBatch,
    async work(ids) {
      const loaded = await withTimeout(options.load(ids), options.timeoutMs);
      for (const id of ids) options.onLoaded(id, loaded.get(id));
      return ids.map((id) => loaded.get(id));
    },
  });

  return (id) => {
    const before = pending.get(id);
    if (before) return before;
    const loading = load(id).finally(() => pending.delete(id));
    pending.set(id, loading);
    return loading;
  };
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
