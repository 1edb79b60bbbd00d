import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { joined } from './joined.ts';

/** Doubles numbers; calls wait until they are let go. */
function doubling(maxItems: number) {
  const calls: { readonly items: readonly number[]; answer(): void; fail(): void }[] = [];
  const double = joined<number, number>({
    maxItems,
    work: (items) =>
      new Promise((resolve, reject) => {
        calls.push({
          items,
          answer: () => resolve(items.map((item) => item * 2)),
          fail: () => reject(new Error('away')),
        });
      }),
  });
  return { calls, double };
}

test('what comes in one turn is one call, what comes while it is under way is the next', async () => {
  const { calls, double } = doubling(10);
  const first = [double(1), double(2)];
  expect(calls).toEqual([]);
  await turn();
  const second = [double(3), double(4)];
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([[1, 2]]);
  calls[0]?.answer();
  expect(await Promise.all(first)).toEqual([2, 4]);
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  calls[1]?.answer();
  expect(await Promise.all(second)).toEqual([6, 8]);
  await turn();
  void double(5);
  await turn();
  expect(calls[2]?.items).toEqual([5]);
});

test('a call takes no more than it may, in the order in which they came', async () => {
  const { calls, double } = doubling(2);
  const answers = [1, 2, 3].map(double);
  await turn();
  calls[0]?.answer();
  await turn();
  calls[1]?.answer();
  expect(calls.map(({ items }) => items)).toEqual([[1, 2], [3]]);
  expect(await Promise.all(answers)).toEqual([2, 4, 6]);
});

test('a call that fails fails those that were in it, and no other', async () => {
  const { calls, double } = doubling(2);
  const answers = [1, 2, 3].map(double);
  const outcomes = Promise.allSettled(answers);
  await turn();
  calls[0]?.fail();
  await turn();
  calls[1]?.answer();
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});
