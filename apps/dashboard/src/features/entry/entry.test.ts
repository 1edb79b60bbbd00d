import { expect, test } from 'vitest';
import { entryIn } from './entry.ts';

const at = (pathname: string, hash = '') => ({ pathname, hash });

test('a share link and an invitation are told from the pages of projects, also behind a base', () => {
  expect(entryIn(at('/shared/gsl_a-B'), '/')).toEqual({ kind: 'shared', token: 'gsl_a-B' });
  expect(entryIn(at('/stats/shared/x/'), '/stats/')).toEqual({ kind: 'shared', token: 'x' });
  expect(entryIn(at('/join', '#giv_1'), '/')).toEqual({ kind: 'join', token: 'giv_1' });
  for (const other of ['/', '/shared', '/shared/a/b', '/p/shared/x', '/p/shop/join', '/join'])
    expect(entryIn(at(other), '/'), other).toBeUndefined();
  expect(entryIn(at('/shared/x'), '/stats/')).toBeUndefined();
});
