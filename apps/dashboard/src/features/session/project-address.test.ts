import { expect, test } from 'vitest';
import { addressIn, projectIn } from './project-address.ts';

const at = (pathname: string, search = '', hash = '') => ({ pathname, search, hash });

test('an address names its project, also behind a base', () => {
  expect(projectIn('/p/shop/funnels', '/')).toBe('shop');
  expect(projectIn('/p/shop', '/')).toBe('shop');
  expect(projectIn('/stats/p/a%20b/users/7', '/stats/')).toBe('a b');
  for (const path of ['/', '/funnels', '/p/', '/users/p/x', '/p/%E0%A4%A'])
    expect(projectIn(path, '/')).toBeUndefined();
  expect(projectIn('/p/shop', '/stats/')).toBeUndefined();
});

test('an address without a project, or with another, becomes the same page of the project', () => {
  expect(addressIn('shop', at('/funnels', '?step=a', '#x'), '/')).toBe('/p/shop/funnels?step=a#x');
  expect(addressIn('shop', at('/p/other/users/7'), '/')).toBe('/p/shop/users/7');
  expect(addressIn('a b', at('/stats/'), '/stats/')).toBe('/stats/p/a%20b/');
  expect(addressIn('shop', at('/p/other', '?range=7d'), '/')).toBe('/p/shop/?range=7d');
  // A dialog of one project is not opened in another.
  expect(addressIn('shop', at('/p/other/settings/project', '?dialog=new'), '/')).toBe(
    '/p/shop/settings/project',
  );
  expect(addressIn('shop', at('/p/other', '?range=7d&dialog=new&compare=none'), '/')).toBe(
    '/p/shop/?range=7d&compare=none',
  );
  expect(addressIn('shop', at('/p/shop', '?dialog=new'), '/')).toBe('/p/shop/?dialog=new');
});
