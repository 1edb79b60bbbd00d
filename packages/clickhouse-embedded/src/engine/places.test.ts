import { expect, test } from 'vitest';
import { createPlaces, type Lane, laneOf } from './places.ts';

const never = new AbortController().signal;

/** Takes places, all at once. */
async function fill(places: ReturnType<typeof createPlaces>, lane: Lane, count: number) {
  return Promise.all(Array.from({ length: count }, () => places.take('select', lane, never)));
}

test('an insert finds a place however many queries run and wait', async () => {
  const places = createPlaces(3);
  await fill(places, 'work', 2);
  const abort = new AbortController();
  const third = places.take('select', 'work', abort.signal);
  await expect(places.take('insert', 'work', never)).resolves.toBeTypeOf('function');
  abort.abort(new Error('waited in vain'));
  await expect(third).rejects.toThrow('waited in vain');
});

test('files take no place of reports, reports leave one to the service’s own queries, and those one to inserts', async () => {
  const places = createPlaces(4);
  const waiting = new AbortController();
  const inVain = (lane: Lane) => places.take('select', lane, waiting.signal).catch(() => 'in vain');
  await fill(places, 'exports', 1);
  const more = [inVain('exports'), inVain('exports'), inVain('exports')];
  await fill(places, 'reports', 2);
  more.push(inVain('reports'));
  await fill(places, 'work', 1);
  more.push(inVain('work'));
  await expect(places.take('insert', 'work', never)).resolves.toBeTypeOf('function');
  waiting.abort();
  expect(await Promise.all(more)).toEqual(more.map(() => 'in vain'));
});

test('late inserts go in one after the other, and leave a place to the others', async () => {
  const places = createPlaces(4);
  await places.take('insert', 'late', never);
  const waiting = new AbortController();
  const second = places.take('insert', 'late', waiting.signal).catch(() => 'in vain');
  await fill(places, 'work', 2);
  await expect(places.take('insert', 'work', never)).resolves.toBeTypeOf('function');
  waiting.abort();
  expect(await second).toBe('in vain');
});

test('a place comes back whole', async () => {
  for (const connections of [1, 2, 4]) {
    const places = createPlaces(connections);
    for (const lane of ['exports', 'work', 'reports', 'late', 'exports'] as const)
      (await places.take('select', lane, never))();
    await expect(places.take('insert', 'work', never)).resolves.toBeTypeOf('function');
  }
});

test('who may not write is a reader', () => {
  expect(laneOf(undefined)).toBe('work');
  expect(laneOf({ readonly: '0', log_comment: 'export' })).toBe('work');
  expect(laneOf({ log_comment: 'late' })).toBe('late');
  expect(laneOf({ readonly: '2' })).toBe('reports');
  expect(laneOf({ readonly: '2', log_comment: 'export' })).toBe('exports');
});
