import { expect, test } from 'vitest';
import { clientHintsFrom, hintBrands, hintText } from './client-hints.ts';

test('the hints among headers are taken as sent, those that are absent left out', () => {
  expect(
    clientHintsFrom({ 'sec-ch-ua-mobile': '?1', 'sec-ch-ua': ['"A";v="1"', '"B";v="2"'], host: 'x' }),
  ).toEqual({
    brands: '"A";v="1", "B";v="2"',
    mobile: '?1',
  });
});

test('headers without hints give none', () => {
  expect(clientHintsFrom({ host: 'x', 'sec-ch-ua': '' })).toBeUndefined();
});

test('hints are bounded', () => {
  expect(clientHintsFrom({ 'sec-ch-ua-model': 'x'.repeat(9000) })?.model).toHaveLength(512);
});

test('made-up brands are left out, also with quotes and commas inside', () => {
  expect(
    hintBrands('" Not A;Brand";v="99", "Not)A;Brand";v="8", "Say \\"hi\\", you";v="3", "Chromium";v="120"'),
  ).toEqual([
    { name: 'Say "hi", you', version: '3' },
    { name: 'Chromium', version: '120' },
  ]);
});

test('escaped quotes in a text are unescaped', () => {
  expect(hintText('"Galaxy \\"Tab\\""')).toBe('Galaxy "Tab"');
  expect(hintText('unquoted')).toBe('');
});
