import { expect, test } from 'vitest';
import { ApiError } from '../../api/http.ts';
import { en } from '../../ui/i18n/en.ts';
import { createTranslate } from '../../ui/i18n/locale.ts';
import { enManage } from '../../ui/i18n/manage/en.ts';
import { koManage } from '../../ui/i18n/manage/ko.ts';
import type { Field } from './fields.tsx';
import { placedProblems, reasonOf } from './problems.ts';

const t = createTranslate(en);
const fields: readonly Field[] = [
  { kind: 'text', name: 'name', label: 'Name' },
  { kind: 'lines', name: 'to', at: ['settings.to'], label: 'To' },
];
const refused = (field: string, message: string) =>
  new ApiError(400, 'invalid_parameters', `${field} ${message}`, [{ field, message }]);

test('what the server refuses stands at its field, in the reader’s language', () => {
  const error = refused('settings.to.1', 'Invalid email address');
  expect(placedProblems(error, fields, t, createTranslate(enManage))).toEqual({
    ofFields: { to: 'This is not a mail address.' },
    others: [],
  });
  expect(placedProblems(error, fields, t, createTranslate(koManage)).ofFields.to).toBe(
    '메일 주소가 아닙니다.',
  );
});

test('a sentence that the page does not know, and a field that it does not have, are still told', () => {
  const m = createTranslate(enManage);
  expect(placedProblems(refused('name', 'is odd'), fields, t, m).ofFields.name).toBe(
    'The server does not take this: is odd',
  );
  expect(placedProblems(refused('range', 'is odd'), fields, t, m).others).toEqual([
    'range The server does not take this: is odd',
  ]);
});

test('what is in use names what uses it', () => {
  const details = [{ field: 'alert.1', message: 'Fewer purchases uses it' }];
  const inUse = new ApiError(409, 'in_use', 'in use by the alert Fewer purchases', details);
  expect(reasonOf(inUse, t, createTranslate(enManage))).toContain('in use by Fewer purchases.');
});
