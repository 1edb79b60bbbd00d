/** What is known of one part of a service's work, from how its last pieces ended. */
export interface WorkWatch {
  /** Does a piece of work, and remembers how it ended. */
  run<T>(work: () => Promise<T>): Promise<T>;
  succeeded(): void;
  /** An attempt failed, though the work goes on. */
  failed(error: unknown): void;
  /** Why it is not done at the moment; undefined where it is, or where there is nothing to do. */
  problem(): string | undefined;
}

/** A failure says nothing of now any more: who sends nothing because of it would never hear that it is over. */
const failureCountsMs = 60_000;

/** `stuckAfterMs`: work that takes longer hangs. */
export function createWorkWatch({ stuckAfterMs = 30_000 } = {}): WorkWatch {
  const pieces = new Set<{ readonly startedAt: number }>();
  let failure: { readonly at: number; readonly reason: string } | undefined;

  const failed = (error: unknown) => {
    failure = { at: performance.now(), reason: reasonOf(error) };
  };
  const succeeded = () => {
    failure = undefined;
  };
  return {
    succeeded,
    failed,
    async run(work) {
      const piece = { startedAt: performance.now() };
      pieces.add(piece);
      try {
        const result = await work();
        succeeded();
        return result;
      } catch (error) {
        failed(error);
        throw error;
      } finally {
        pieces.delete(piece);
      }
    },
    problem() {
      const now = performance.now();
      if (failure && now - failure.at < failureCountsMs) return failure.reason;
      // The first is the oldest.
      const [oldest] = pieces;
      if (oldest === undefined || now - oldest.startedAt < stuckAfterMs) return undefined;
      return `has been under way for ${Math.round((now - oldest.startedAt) / 1_000)} s`;
    },
  };
}

/** What went wrong, causes included. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  if (!(error instanceof Error)) return String(error);
  const own = error.message || ('code' in error ? String(error.code) : error.name);
  return error.cause === undefined ? own : `${own}: ${reasonOf(error.cause)}`;
}
