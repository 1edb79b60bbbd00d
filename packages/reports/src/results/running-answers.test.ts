import { expect, test } from 'vitest';
import { createRunningAnswers } from './running-answers.ts';

/** Answers that are given when the test says so, and a clock that it sets. */
function setUp() {
  const begun: { answer(value: string): void; fail(error: Error): void; signal: AbortSignal }[] = [];
  let now = 0;
  const running = createRunningAnswers<string>(() => now);
  const ask = (key: string, signal?: AbortSignal) =>
    running(
      key,
      signal,
      (given) =>
        new Promise((resolve, reject) => begun.push({ answer: resolve, fail: reject, signal: given })),
    );
  return { begun, ask, setTime: (ms: number) => (now = ms) };
}

test('equal questions have one answer while it is found, and another afterwards', async () => {
  const { begun, ask } = setUp();
  const all = [ask('a'), ask('b'), ask('a')];
  expect(begun).toHaveLength(2);
  begun[0]?.answer('first');
  begun[1]?.answer('of b');
  expect(await Promise.all(all)).toEqual(['first', 'of b', 'first']);
  const later = ask('a');
  begun[2]?.answer('second');
  expect(await later).toBe('second');
  expect(begun.map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
});

test('who asks a quarter of a second after an answer was begun has one of their own, which others join', async () => {
  const { begun, ask, setTime } = setUp();
  const old = ask('a');
  setTime(251);
  const young = [ask('a'), ask('a')];
  begun[0]?.answer('old');
  expect(await old).toBe('old');
  // The end of the old one is not the end of the young one.
  young.push(ask('a'));
  expect(begun).toHaveLength(2);
  begun[1]?.answer('young');
  expect(await Promise.all(young)).toEqual(['young', 'young', 'young']);
});

test('whoever goes away alone stops nothing, and the last one does', async () => {
  const { begun, ask } = setUp();
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [ask('a', first.signal), ask('a', second.signal)];
  first.abort(new Error('gone'));
  await expect(asked[0]).rejects.toThrow('gone');
  expect(begun[0]?.signal.aborted).toBe(false);
  second.abort(new Error('gone, too'));
  await expect(asked[1]).rejects.toThrow('gone, too');
  expect(begun[0]?.signal.aborted).toBe(true);
  // What was given up is joined by nobody.
  const anew = ask('a');
  begun[1]?.answer('anew');
  expect(await anew).toBe('anew');
});

test('an error is everyone’s, and is not kept', async () => {
  const { begun, ask } = setUp();
  const asked = [ask('a'), ask('a')];
  begun[0]?.fail(new Error('broken'));
  for (const one of asked) await expect(one).rejects.toThrow('broken');
  const anew = ask('a');
  begun[1]?.answer('well');
  expect(await anew).toBe('well');
});

test('who is gone already begins nothing', async () => {
  const { begun, ask } = setUp();
  await expect(ask('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(begun).toHaveLength(0);
});
