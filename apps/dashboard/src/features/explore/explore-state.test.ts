import { expect, test } from 'vitest';
import {
  isUnfinished,
  newSeries,
  propertyPath,
  readBreakdowns,
  readSeries,
  type SeriesChoice,
  writeSeries,
} from './explore-state.ts';

test('series come back from the address as they were, whatever events are called', () => {
  const series: SeriesChoice[] = [
    { event: 'a~b & c', aggregation: 'p95', property: 'properties.load.ms', filters: [], name: '' },
    { event: '', aggregation: 'total', property: '', filters: [], name: '{odd}' },
    {
      event: '{odd}',
      aggregation: 'total',
      property: '',
      filters: [{ field: 'country', op: 'in', value: 'KR\nJP' }],
      name: '',
    },
  ];
  const search = new URLSearchParams(writeSeries(series).map((text) => ['series', text]));
  expect(readSeries(new URLSearchParams(search.toString()))).toEqual(series);
});

test('an address without series, or with nonsense, asks for everybody', () => {
  const everybody = [{ event: '', aggregation: 'unique_users', property: '', filters: [], name: '' }];
  expect(readSeries(new URLSearchParams())).toEqual(everybody);
  expect(readSeries(new URLSearchParams('series=drop~~x'))).toEqual(everybody);
  expect(readSeries(new URLSearchParams('series={'))).toEqual(everybody);
});

test('a sum waits for its property, and a bare name is one of the event', () => {
  expect(isUnfinished({ ...newSeries, aggregation: 'sum' })).toBe(true);
  expect(isUnfinished(newSeries)).toBe(false);
  expect([propertyPath('level'), propertyPath('revenue'), propertyPath('')]).toEqual([
    'properties.level',
    'revenue',
    undefined,
  ]);
});

test('breakdowns keep their order; what is unknown, there twice or too much is left out', () => {
  const read = (text: string) => readBreakdowns(new URLSearchParams(text));
  expect(read('breakdown=device&breakdown=properties.level&breakdown=country')).toEqual([
    'device',
    'properties.level',
    'country',
  ]);
  expect(read('breakdown=drop&breakdown=os&breakdown=os&breakdown=properties.')).toEqual(['os']);
  expect(read('breakdown=os&breakdown=city&breakdown=name&breakdown=country')).toHaveLength(3);
  expect(read('')).toEqual([]);
});
