import { expect, test } from 'vitest';
import { groupsOf } from './groups.ts';

const cohort = (size: number) => ({ date: '', size, values: [size], percentages: [100], complete: [true] });
const names = { all: 'All', others: 'Other', valueOf: (name: string) => name || 'Unknown' };

test('everybody comes first, then each value, then the rest as one; cohorts add up', () => {
  const breakdown = [
    { name: 'KR', cohorts: [cohort(3), cohort(0)], average: [100, null] },
    { name: '', cohorts: [cohort(1)], average: [100, 50] },
    { name: 'x', rest: true as const, cohorts: [cohort(2)], average: [100, 0] },
  ];
  expect(groupsOf({ cohorts: [cohort(4), cohort(2)], average: [100, 25], breakdown }, names)).toEqual([
    { label: 'All', size: 6, average: [100, 25] },
    { label: 'KR', size: 3, average: [100, null] },
    { label: 'Unknown', size: 1, average: [100, 50] },
    { label: 'Other', size: 2, average: [100, 0] },
  ]);
  expect(groupsOf({ cohorts: [], average: [] }, names)).toEqual([{ label: 'All', size: 0, average: [] }]);
});
