import { expect, test, vi } from 'vitest';
import { createWorkWatch } from './work-watch.ts';

test('work that throws before it returns a promise has failed, and is not under way for ever', async () => {
  vi.useFakeTimers();
  try {
    const watch = createWorkWatch();
    const running = (async () =>
      watch.run(() => {
        throw new Error('no such queue');
      }))();
    await expect(running).rejects.toThrow('no such queue');
    expect(watch.problem()).toBe('no such queue');
    await vi.advanceTimersByTimeAsync(61_000);
    expect(watch.problem()).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
