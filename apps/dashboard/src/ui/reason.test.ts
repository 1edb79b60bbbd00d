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
