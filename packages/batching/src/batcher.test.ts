import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBatcher } from './batcher.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Item {
  readonly name: string;
  readonly waitMs: number;
}

function batcherOf({
  maxInFlight = 2,
  hold = async () => {},
  busyWaitMs = undefined as number | undefined,
} = {}) {
  const stored: string[][] = [];
  const { add } = createBatcher<Item>({
    rowsOf: () => 1,
    maxRows: 10,
    maxItems: 10,
    maxInFlight,
    busyWaitMs,
    maxWaitMs: ({ waitMs }) => waitMs,
    flush: async (items) => {
      stored.push(items.map(({ name }) => name));
      await hold();
    },
  });
  return { stored, add: (name: string, waitMs: number) => void add({ name, waitMs }) };
}

test('an item waits as long as it may, and no longer', async () => {
  const { stored, add } = batcherOf();
  add('a', 250);
  await vi.advanceTimersByTimeAsync(249);
  expect(stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(stored).toEqual([['a']]);
});

test('one that waits for a shorter time takes along those that wait', async () => {
  const { stored, add } = batcherOf();
  add('patient', 250);
  await vi.advanceTimersByTimeAsync(100);
  add('hasty', 10);
  await vi.advanceTimersByTimeAsync(10);
  expect(stored).toEqual([['patient', 'hasty']]);
  add('next', 250);
  await vi.advanceTimersByTimeAsync(249);
  expect(stored).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(stored).toEqual([['patient', 'hasty'], ['next']]);
});

test('one that waits for longer does not put off who waits already', async () => {
  const { stored, add } = batcherOf();
  add('hasty', 10);
  await vi.advanceTimersByTimeAsync(9);
  add('patient', 250);
  await vi.advanceTimersByTimeAsync(1);
  expect(stored).toEqual([['hasty', 'patient']]);
});

test('whose time is up while another batch is stored goes as soon as it is', async () => {
  let release = () => {};
  const { stored, add } = batcherOf({
    maxInFlight: 1,
    hold: () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  });
  add('first', 0);
  await vi.advanceTimersByTimeAsync(0);
  add('second', 10);
  add('third', 250);
  await vi.advanceTimersByTimeAsync(50);
  expect(stored).toEqual([['first']]);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(stored).toEqual([['first'], ['second', 'third']]);
});

/** Rows by name: those of a backlog wait for ten, others for four. */
function backlogBatcher({ maxItems = 100, hold = async () => {} } = {}) {
  const stored: string[][] = [];
  const { add } = createBatcher<string>({
    rowsOf: () => 1,
    maxRows: 10,
    enoughRows: (name) => (name.startsWith('old') ? 10 : 4),
    maxItems,
    maxInFlight: 2,
    maxWaitMs: 1_000,
    flush: async (items) => {
      stored.push([...items]);
      await hold();
    },
  });
  return {
    stored,
    add: (name: string, count: number) => {
      for (let index = 0; index < count; index++) void add(name);
    },
  };
}

test('enough rows go at once, and items of a backlog wait for the most that a batch takes', async () => {
  const { stored, add } = backlogBatcher();
  add('new', 4);
  add('old', 9);
  await vi.advanceTimersByTimeAsync(0);
  expect(stored.map((batch) => batch.length)).toEqual([4]);
  add('old', 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(stored.map((batch) => batch.length)).toEqual([4, 10]);
});

test('items of a backlog wait no longer than others', async () => {
  const { stored, add } = backlogBatcher();
  add('old', 5);
  await vi.advanceTimersByTimeAsync(999);
  expect(stored).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(stored.map((batch) => batch.length)).toEqual([5]);
});

test('where all that can be in hand is waiting or being stored, what waits goes at once', async () => {
  const { stored, add } = backlogBatcher({ maxItems: 13, hold: () => new Promise(() => {}) });
  add('old', 12);
  await vi.advanceTimersByTimeAsync(0);
  expect(stored.map((batch) => batch.length)).toEqual([10]);
  add('old', 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(stored.map((batch) => batch.length)).toEqual([10, 3]);
});

test('who comes while a batch is being stored waits for company, who comes behind it does not', async () => {
  const releases: (() => void)[] = [];
  const hold = () => new Promise<void>((resolve) => releases.push(resolve));
  const { stored, add } = batcherOf({ hold, busyWaitMs: 100 });
  add('first', 5);
  await vi.advanceTimersByTimeAsync(5);
  add('meanwhile', 5);
  await vi.advanceTimersByTimeAsync(50);
  expect(stored).toEqual([['first']]);
  releases[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  add('behind', 5);
  await vi.advanceTimersByTimeAsync(5);
  expect(stored).toEqual([['first'], ['meanwhile', 'behind']]);
  add('busy', 5);
  await vi.advanceTimersByTimeAsync(100);
  expect(stored.at(-1)).toEqual(['busy']);
});

/** Batches and when they began, in milliseconds. Items wait for 100 ms, and after a pause for 10. */
function batcherWithPauses({ maxRows = 10, maxInFlight = 2, hold = async () => {} } = {}) {
  const begunAt = performance.now();
  const stored: [number, string][] = [];
  const { add } = createBatcher<string>({
    rowsOf: () => 1,
    maxRows,
    maxItems: 100,
    maxInFlight,
    maxWaitMs: 100,
    leastWaitMs: 10,
    flush: async (items) => {
      stored.push([Math.round(performance.now() - begunAt), items.join('')]);
      await hold();
    },
  });
  return {
    stored,
    add: (names: string) => {
      for (const name of names) void add(name);
    },
  };
}

test('who comes after a pause is hardly kept waiting, who comes soon after a batch waits for company', async () => {
  const { stored, add } = batcherWithPauses();
  await vi.advanceTimersByTimeAsync(500);
  add('a');
  await vi.advanceTimersByTimeAsync(5);
  add('b');
  await vi.advanceTimersByTimeAsync(5);
  expect(stored).toEqual([[510, 'ab']]);
  await vi.advanceTimersByTimeAsync(20);
  add('c');
  await vi.advanceTimersByTimeAsync(80);
  add('d');
  await vi.advanceTimersByTimeAsync(190);
  expect(stored.at(-1)).toEqual([630, 'cd']);
  add('e');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stored.at(-1)).toEqual([830, 'e']);
});

test('however items come, a batch that is not full begins no sooner than the wait after the last one', async () => {
  const { stored, add } = batcherWithPauses({ maxRows: 1_000 });
  for (let pause = 1; pause < 250; pause += 7) {
    add('x');
    await vi.advanceTimersByTimeAsync(pause);
  }
  const gaps = stored.slice(1).map(([at], index) => at - (stored[index]?.[0] ?? 0));
  expect(gaps.length).toBeGreaterThan(15);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
});

test('what a full batch leaves behind waits for company anew, and is not cut short by who came first', async () => {
  const hold = () => new Promise<void>((resolve) => setTimeout(resolve, 90));
  const { stored, add } = batcherWithPauses({ maxRows: 4, maxInFlight: 1, hold });
  add('abcd');
  await vi.advanceTimersByTimeAsync(20);
  add('efghij');
  await vi.advanceTimersByTimeAsync(160);
  add('k');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stored).toEqual([
    [0, 'abcd'],
    [90, 'efgh'],
    [190, 'ijk'],
  ]);
});
