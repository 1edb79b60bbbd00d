import { expect, test } from 'vitest';
import { createPlaces } from './places.ts';

const never = new AbortController().signal;

test('an insert finds a place however many queries run and wait', async () => {
  const places = createPlaces(3);
  await Promise.all([places.take('select', never), places.take('other', never)]);
  const abort = new AbortController();
  const third = places.take('select', abort.signal);
  await expect(places.take('insert', never)).resolves.toBeTypeOf('function');
  abort.abort(new Error('waited in vain'));
  await expect(third).rejects.toThrow('waited in vain');
});

test('a place comes back whole', async () => {
  const places = createPlaces(1);
  for (const kind of ['select', 'insert', 'select'] as const) (await places.take(kind, never))();
  await expect(places.take('insert', never)).resolves.toBeTypeOf('function');
});
