import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('callers enter in the order they came', async () => {
  const slots = createSlots(1);
  const leave = await slots.take();
  const entered: number[] = [];
  const waiting = [1, 2, 3].map(async (caller) => {
    const next = await slots.take();
    entered.push(caller);
    next();
  });
  leave();
  await Promise.all(waiting);
  expect(entered).toEqual([1, 2, 3]);
});

test('a place given back twice is one place', async () => {
  const slots = createSlots(1);
  const leave = await slots.take();
  leave();
  leave();
  await slots.take();
  const second = slots.take(AbortSignal.timeout(1));
  await expect(second).rejects.toThrow();
});

test('who stops waiting takes no place', async () => {
  const slots = createSlots(1);
  const leave = await slots.take();
  const abort = new AbortController();
  const impatient = slots.take(abort.signal);
  abort.abort(new Error('no longer'));
  await expect(impatient).rejects.toThrow('no longer');
  const patient = slots.take();
  leave();
  await expect(patient).resolves.toBeTypeOf('function');
});
