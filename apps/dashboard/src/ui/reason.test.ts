import { expect, test } from 'vitest';
import { ApiError } from '../api/http.ts';
import { en } from './i18n/en.ts';
import { ko } from './i18n/ko.ts';
import { createTranslate } from './i18n/locale.ts';
import { reasonOf } from './reason.ts';

const t = createTranslate(en);
const refused = (field: string, message: string) =>
  new ApiError(400, 'invalid_parameters', `${field} ${message}`, [{ field, message }]);

test('what the server refuses is said in the reader’s language, at the condition that is wrong', () => {
  const problem = refused('filters.and.1.field', 'does not know the field properties');
  expect(reasonOf(problem, t)).toBe('Filter 2: There is no field “properties”.');
  expect(reasonOf(problem, createTranslate(ko))).toBe('필터 2: ‘properties’ 필드가 없습니다.');
  expect(reasonOf(refused('filters', 'has an invalid regular expression'), t)).toBe(
    'Filter: The regular expression is not valid.',
  );
  expect(reasonOf(refused('cursor', 'is not a cursor of this list in this order'), t)).toBe(
    'The list has changed. Load the page again.',
  );
});

test('a file of rates that is refused says in the reader’s language which line is wrong, and why', () => {
  const korean = createTranslate(ko);
  const said: readonly (readonly [field: string, message: string])[] = [
    ['line 2: rate', 'must be a decimal above 0 and below 10^9 with at most 12 digits behind the point'],
    ['line 3: currency', 'must be a currency code of ISO 4217, such as USD'],
    ['line 4: currency', 'is the reporting currency itself'],
    ['line 5: day', 'has a rate of KRW twice'],
    ['line 6: day', 'must be a day, such as 2026-11-29'],
    ['line 7', 'is not CSV: its quotes do not match'],
    ['line 8', 'has more cells than the 3 that the first line names'],
    ['line 1: rate', 'is missing: the first line names the columns'],
    ['line 7', 'has more cells than the 3 that the first line names'],
  ];
  for (const [field, message] of said) {
    const text = reasonOf(refused(field, message), korean);
    expect(text).toMatch(new RegExp(`^${/\d+/.exec(field)?.[0]}번째 줄: `));
    expect(text).not.toContain(message);
    expect(text).not.toContain('서버가 받아들이지');
  }
  expect(reasonOf(refused('line 5: day', 'has a rate of KRW twice'), korean)).toContain('KRW');
  expect(reasonOf(refused('line 2: rate', 'must be a decimal above 0'), t)).toMatch(/^Line 2: The rate /);
});

test('what it has no words for is said as the server says it', () => {
  expect(reasonOf(refused('depth', 'must be odd'), t)).toBe(
    'The server does not take this: depth must be odd',
  );
  expect(reasonOf(new ApiError(409, 'in_use', 'a board shows it'), t)).toBe('a board shows it');
  expect(reasonOf(new Error('boom'), t)).toBe('boom');
});

test('limits, rights and an absent server have sentences of their own', () => {
  expect(reasonOf(new ApiError(0, 'unreachable', ''), t)).toBe(en['state.unreachable']);
  expect(reasonOf(new ApiError(422, 'query_limit', 'x'), t)).toBe(en['state.limit']);
  expect(reasonOf(new ApiError(403, 'forbidden', 'x'), t)).toBe(en['reason.forbidden']);
  expect(reasonOf(new ApiError(500, 'internal', 'x'), t)).toBe(en['reason.internal']);
});
