import { expect, test } from 'vitest';
import { lateWaitOf } from '../src/late-wait.ts';

const chunkOf = (...days: string[]) => days.map((day) => ({ timestamp: Date.parse(day) }));

test.each([
  ['of one day', chunkOf('2024-03-05T00:00:00Z', '2024-03-05T23:59:59Z')],
  ['of a month', chunkOf('2024-03-01', '2024-03-31')],
  ['at a seam of two months', chunkOf('2024-02-29T23:59:59Z', '2024-03-01')],
  ['of two whole months', chunkOf('2024-07-01', '2024-08-31')],
])('a late chunk %s waits no longer than a fresh one', (_, messages) => {
  expect(lateWaitOf(messages, 10)).toBe(10);
});

test('a late chunk of three months or more waits for others, whose inserts make a file a month', () => {
  expect(lateWaitOf(chunkOf('2024-01-31', '2024-02-15', '2024-03-01'), 10)).toBe(250);
  expect(lateWaitOf(chunkOf('2020-01-01', '2024-03-01', '2022-05-01'), 10)).toBe(250);
  expect(lateWaitOf(chunkOf('2020-01-01', '2024-03-01', '2022-05-01'), 1_000)).toBe(1_000);
});
