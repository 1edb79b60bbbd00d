import { expect, test } from 'vitest';
import { createSpilledTexts } from './spilled-texts.ts';

test('every id has its own last text, however many and however long', () => {
  const texts = createSpilledTexts();
  expect(texts.get('none')).toBeUndefined();
  const long = '게임\n'.repeat(100_000);
  texts.set('long', long);
  // These two have the same hash.
  texts.set('costarring', 'one');
  texts.set('liquid', 'two');
  const many = 100_000;
  for (let n = 0; n < many; n++) texts.set(`id-${n}`, `text ${n}`);
  for (let n = 0; n < many; n += 7) texts.set(`id-${n}`, `again ${n}`);
  expect(['long', 'costarring', 'liquid', 'id', ''].map(texts.get)).toEqual([
    long,
    'one',
    'two',
    undefined,
    undefined,
  ]);
  for (let n = 0; n < many; n++) {
    const text = texts.get(`id-${n}`);
    if (text !== `${n % 7 === 0 ? 'again' : 'text'} ${n}`) throw new Error(`id-${n} has ${text}`);
  }
  expect(texts.get(`id-${many}`)).toBeUndefined();
});
