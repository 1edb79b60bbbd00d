import { clickHouseError } from '../errors.ts';

/** A query from its entry until nothing of it is left. */
interface RunningQuery {
  readonly signal: AbortSignal;
  leave(): void;
}

export interface RunningQueries {
  /** @throws ClickHouseError 216 where a query with this id runs; Error where the database is closed. */
  enter(queryId: string, signal: AbortSignal | undefined): RunningQuery;
  /** How many have entered and not left. */
  count(): number;
  /** Lets no more in, aborts those that are, and waits until they have left. */
  close(): Promise<void>;
}

export function createRunningQueries(): RunningQueries {
  const running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  let closed = false;
  return {
    enter(queryId, signal) {
      if (closed) throw new Error('the database is closed');
      signal?.throwIfAborted();
      if (running.has(queryId)) {
        const message = `Query with id = ${queryId} is already running. `;
        throw clickHouseError(216, 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING', message);
      }
      const abort = new AbortController();
      const onAbort = () => abort.abort(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      running.set(queryId, { abort, ended });
      const leave = () => {
        signal?.removeEventListener('abort', onAbort);
        running.delete(queryId);
        end();
      };
      return { signal: abort.signal, leave };
    },
    count: () => running.size,
    async close() {
      closed = true;
      const queries = [...running.values()];
      for (const { abort } of queries) abort.abort(new Error('the database is closed'));
      await Promise.all(queries.map(({ ended }) => ended));
    },
  };
}
