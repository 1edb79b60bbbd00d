import { expect, test } from 'vitest';
import { addressOf, linkTo, pageOf, searchToSave } from './saved-view.ts';

test('a page is known by its path; a person’s page is none that can be saved', () => {
  expect(['/', '/funnels', '/ingest-health/', '/users/ann', '/set-up'].map(pageOf)).toEqual([
    'overview',
    'funnels',
    'ingest-health',
    undefined,
    undefined,
  ]);
});

test('what is saved opens again as it was, shown as the page is shown now', () => {
  const search = searchToSave('?range=30d&step=a&step=b&filter=os~is~iOS&saved=1&embed=1&theme=dark');
  expect(search).toBe('range=30d&step=a&step=b&filter=os%7Eis%7EiOS');
  const address = addressOf({ id: '7', report: 'funnels', query: { search } }, '?range=7d&embed=1&saved=1');
  expect(address).toEqual({ pathname: '/funnels', search: `${search}&saved=7&embed=1` });
});

test('a report that another program saved for itself has no address here', () => {
  expect(addressOf({ id: '7', report: 'their-report', query: {} }, '')).toBeUndefined();
  expect(addressOf({ id: '7', report: 'explore', query: { search: 5 } }, '')?.search).toBe('saved=7');
});

test('a link that is copied inside another page opens outside of it', () => {
  const here = 'https://stats.example.com/base/funnels?range=30d&embed=1&theme=dark&saved=7';
  expect(linkTo(here)).toBe('https://stats.example.com/base/funnels?range=30d&saved=7');
});
