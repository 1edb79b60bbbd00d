/**
 * Does a piece of work now and every so often, never twice at once; where it says that there is more, again at once. What
 * fails while all is being closed is not told.
 */
export function repeat(
  work: () => Promise<boolean>,
  { everyMs, onError }: { readonly everyMs: number; readonly onError: (error: unknown) => void },
): { close(): void } {
  let isRunning = false;
  let isClosed = false;
  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      while (!isClosed && (await work()));
    } catch (error) {
      if (!isClosed) onError(error);
    }
    isRunning = false;
  };
  const timer = setInterval(run, everyMs);
  timer.unref();
  run();
  return {
    close: () => {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
