import { expect, test } from 'vitest';
import { askedExclusions, readExclusions, readPeople, writeExclusions, writePeople } from './funnel-state.ts';

const read = (text: string, steps: number) => readExclusions(new URLSearchParams(text), steps);

test('exclusions come back from the address as they were, whatever events are called', () => {
  const exclusions = [
    { event: 'a~b & c', from: 2, to: 3 },
    { event: '', from: 1, to: undefined },
  ];
  const search = new URLSearchParams(writeExclusions(exclusions).map((text) => ['exclude', text]));
  expect(readExclusions(new URLSearchParams(search.toString()), 4)).toEqual(exclusions);
});

test('an exclusion that reaches past the steps ends with them, and never where it begins', () => {
  expect(read('exclude=3~4~x', 2)).toEqual([{ event: 'x', from: 1, to: undefined }]);
  expect(read('exclude=2~1~x', 4)).toEqual([{ event: 'x', from: 2, to: 3 }]);
  expect(read('exclude=0~99~x&exclude=y', 3)).toEqual([
    { event: 'x', from: 1, to: undefined },
    { event: '', from: 1, to: undefined },
  ]);
});

test('the API hears of exclusions between steps that are chosen, and only of those', () => {
  const asked = (from: number, to: number | undefined, steps: string[]) =>
    askedExclusions([{ event: 'x', from, to }], steps);
  expect(asked(1, undefined, ['a', 'b', 'c'])).toEqual([{ event: 'x', from: 1, to: 3 }]);
  expect(asked(2, undefined, ['a', '', 'b', 'c'])).toEqual([{ event: 'x', from: 1, to: 3 }]);
  expect(asked(1, 2, ['a', '', 'b'])).toEqual([]);
  expect(askedExclusions([{ event: '', from: 1, to: undefined }], ['a', 'b'])).toEqual([]);
});

test('a list of people is of a step that is there; nobody is lost before the first', () => {
  const people = (text: string) => readPeople(new URLSearchParams(`who=${text}`), 3);
  expect(people('3~dropped')).toEqual({ step: 3, dropped: true });
  expect(people(writePeople({ step: 1, dropped: false }) ?? '')).toEqual({ step: 1, dropped: false });
  for (const text of ['1~dropped', '4', '0', '1.5', 'x', '']) expect(people(text), text).toBeUndefined();
});
