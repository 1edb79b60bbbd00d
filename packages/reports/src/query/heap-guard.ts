import { getHeapStatistics } from 'node:v8';
import { QueryLimitError } from './errors.ts';

/** Beyond this share of its limit, the heap is about to end the process. */
const maxShare = 0.9;
const lookEveryMs = 250;

export interface HeapGuard {
  /** A question begins: its signal is aborted where the asker's is, or where memory runs short. */
  enter(signal: AbortSignal | undefined): { readonly signal: AbortSignal; leave(): void };
}

/**
 * While questions run, looks at Node's heap. Near its limit, the question that has run longest ends with a
 * QueryLimitError, and the next one a moment later, as long as memory is short: the process goes on.
 */
export function createHeapGuard(shareOf: () => number = heapShare): HeapGuard {
  const running = new Set<AbortController>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    if (shareOf() <= maxShare) return;
    const [longest] = running;
    if (!longest) return;
    running.delete(longest);
    const message = 'the server is short of memory: ask for fewer values or a shorter range';
    longest.abort(new QueryLimitError('memory', message, undefined));
  }

  return {
    enter(signal) {
      const own = new AbortController();
      running.add(own);
      timer ??= setInterval(look, lookEveryMs).unref();
      return {
        signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
        leave() {
          running.delete(own);
          if (running.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      };
    },
  };
}

function heapShare(): number {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size / heap_size_limit;
}
