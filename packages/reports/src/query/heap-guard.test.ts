import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHeapGuard } from './heap-guard.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('where the heap nears its limit, questions end, the longest first, until there is memory again', () => {
  let share = 0.5;
  const guard = createHeapGuard(() => share);
  const gone = new AbortController();
  const [first, second, third] = [guard.enter(undefined), guard.enter(gone.signal), guard.enter(undefined)];
  vi.advanceTimersByTime(1_000);
  expect(first.signal.aborted).toBe(false);
  share = 0.95;
  vi.advanceTimersByTime(250);
  expect([first, second, third].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
  expect(first.signal.reason).toMatchObject({ name: 'QueryLimitError', limit: 'memory' });
  share = 0.6;
  vi.advanceTimersByTime(1_000);
  expect(second.signal.aborted).toBe(false);
  gone.abort(new Error('left'));
  expect(second.signal.reason).toMatchObject({ message: 'left' });
  for (const { leave } of [first, second, third]) leave();
  expect(vi.getTimerCount(), 'nothing looks while nobody asks').toBe(0);
});
