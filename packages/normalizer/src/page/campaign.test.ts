import { expect, test } from 'vitest';
import { clickIdTypes, readCampaign } from './campaign.ts';

test('all five utm keys are read, decoded and trimmed', () => {
  expect(
    readCampaign(
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
  expect(readCampaign(query, '').source).toBe(source);
});

test.each(clickIdTypes)('the click id %s is kept with its type', (type) => {
  expect(readCampaign(`a=1&${type}=Abc-123_`, '')).toMatchObject({ clickIdType: type, clickId: 'Abc-123_' });
});

test('a campaign behind a hash route counts where the query has none', () => {
  expect(readCampaign('', '#/start?utm_source=x').source).toBe('x');
  expect(readCampaign('', '#utm_source=y').source).toBe('y');
  expect(readCampaign('utm_source=query', '#/start?utm_source=hash').source).toBe('query');
});

test('malformed queries are read as far as they go', () => {
  expect(readCampaign('%&=&utm_source=%zz&utm_medium', '')).toMatchObject({ source: '%zz', medium: '' });
});

test('fields are cut to 256 characters', () => {
  expect(readCampaign(`utm_term=${'x'.repeat(9000)}`, '').term).toHaveLength(256);
});
