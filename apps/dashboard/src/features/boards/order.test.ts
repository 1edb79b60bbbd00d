import { expect, test } from 'vitest';
import { moved } from './order.ts';

const items = ['a', 'b', 'c', 'd'].map((id) => ({ id }));

test.each([
  ['a', 2, 'bcad'],
  ['d', 0, 'dabc'],
  ['b', 1, 'abcd'],
  ['a', 4, 'abcd'],
  ['a', -1, 'abcd'],
  ['x', 0, 'abcd'],
])('%s to place %i gives %s', (id, place, order) => {
  expect(
    moved(items, id, place)
      .map((item) => item.id)
      .join(''),
  ).toBe(order);
});
