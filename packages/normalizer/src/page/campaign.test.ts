import { expect, test } from 'vitest';
import { campaignOfAddress, clickIdTypes } from './campaign.ts';

test('all five utm keys are read, decoded and trimmed', () => {
  expect(
    campaignOfAddress(
      'utm_source=+news%20letter&utm_medium=email&utm_campaign=봄&utm_term=a%2Bb&utm_content=1',
      '',
    ),
  ).toMatchObject({ source: 'news letter', medium: 'email', name: '봄', term: 'a+b', content: '1' });
});

test.each([
  ['ref=producthunt', 'producthunt'],
  ['source=newsletter', 'newsletter'],
  ['source=b&ref=a', 'a'],
  ['ref=a&utm_source=first', 'first'],
  ['href=a&resource=b', ''],
])('the source of %s is "%s"', (query, source) => {
  expect(campaignOfAddress(query, '')?.source ?? '').toBe(source);
});

test.each(clickIdTypes)('the click id %s is kept with its type', (type) => {
  expect(campaignOfAddress(`a=1&${type}=Abc-123_`, '')).toMatchObject({
    clickIdType: type,
    clickId: 'Abc-123_',
  });
});

test('a campaign behind a hash route counts where the query has none', () => {
  expect(campaignOfAddress('', '#/start?utm_source=x')?.source).toBe('x');
  expect(campaignOfAddress('', '#utm_source=y')?.source).toBe('y');
  expect(campaignOfAddress('utm_source=query', '#/start?utm_source=hash')?.source).toBe('query');
});

test('malformed queries are read as far as they go', () => {
  expect(campaignOfAddress('%&=&utm_source=%zz&utm_medium', '')).toMatchObject({ source: '%zz', medium: '' });
});

test('fields are cut to 256 characters', () => {
  expect(campaignOfAddress(`utm_term=${'x'.repeat(9000)}`, '')?.term).toHaveLength(256);
});
