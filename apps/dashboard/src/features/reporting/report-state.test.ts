import { describe, expect, test } from 'vitest';
import { filterOf } from './filter-choice.ts';
import { queryOf, type ReportState, readState, writeState } from './report-state.ts';

const state: ReportState = {
  range: { from: '2026-11-01', to: '2026-11-07' },
  compare: 'previous_year',
  interval: 'hour',
  filters: [
    { field: 'country', op: 'is', value: 'KR' },
    { field: 'path', op: 'contains', value: 'a~b&c=d %' },
    { field: 'session.referrer_name', op: 'isNotSet', value: '' },
  ],
};

describe('an address', () => {
  test('gives back the state that was written into it, whatever characters the values have', () => {
    const search = writeState(new URLSearchParams(), state);
    expect(readState(new URLSearchParams(search.toString()))).toEqual(state);
  });

  test('is empty for what everybody sees first, and keeps what is not its own', () => {
    const first = readState(new URLSearchParams());
    expect(writeState(new URLSearchParams('step=a&embed=1'), first).toString()).toBe('step=a&embed=1');
  });

  test('that makes no sense shows the default instead of failing', () => {
    const search = new URLSearchParams(
      'range=forever&from=2026-11-09&to=2026-11-01&compare=x&interval=year&filter=a~b~c&filter=;DROP~is~1',
    );
    expect(readState(search)).toEqual(readState(new URLSearchParams()));
  });
});

test('an interval that the range has no room for gives way', () => {
  expect(queryOf({ ...state, range: 'year' }, '2026-11-23').interval).toBe('week');
  expect(queryOf(state, '2026-11-23').interval).toBe('hour');
});

test('all filters must hold, and those about being set carry no value', () => {
  expect(filterOf(state.filters)).toEqual({
    and: [
      { field: 'country', op: 'is', value: 'KR' },
      { field: 'path', op: 'contains', value: 'a~b&c=d %' },
      { field: 'session.referrer_name', op: 'isNotSet' },
    ],
  });
  expect(filterOf([])).toBeUndefined();
});
