import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { countMessages } from '../src/chunk.ts';
import { createChunkPublisher } from '../src/chunk-publisher.ts';
import { allAdmit } from '../src/standing-line.ts';
import { part } from './parts.ts';

beforeEach(() => {
  vi.useFakeTimers();
  return () => void vi.useRealTimers();
});

/** A store of so many messages a millisecond, one chunk after the other, that stands still when it is told to. */
function store(perMs = 10) {
  let freeAt = 0;
  const publisher = createChunkPublisher({
    ...{ newId: randomUUID, lingerMs: 3, maxMessages: 500, maxInFlight: 8 },
    async send(chunk) {
      freeAt = Math.max(freeAt, performance.now()) + countMessages(chunk) / perMs;
      await new Promise((resolve) => setTimeout(resolve, freeAt - performance.now()));
    },
  });
  return {
    publisher,
    pauseFor: (ms: number) => {
      freeAt = Math.max(freeAt, performance.now()) + ms;
    },
  };
}

interface Request {
  readonly at: number;
  readonly messages: number;
  isRefused: boolean;
  tookMs: number;
}

/** Requests of so many messages, evenly, so many messages a millisecond. */
async function send(
  { publisher }: ReturnType<typeof store>,
  { perMs, messages, forMs }: { perMs: number; messages: number; forMs: number },
  everyMs?: () => void,
): Promise<Request[]> {
  const requests: Request[] = [];
  for (let ms = 0, due = 0; ms < forMs; ms++) {
    everyMs?.();
    for (due += perMs; due >= messages; due -= messages) {
      const at = performance.now();
      const request: Request = { at, messages, isRefused: !publisher.admits(messages), tookMs: Number.NaN };
      requests.push(request);
      if (request.isRefused) continue;
      void publisher.publish([part(messages)]).then(() => {
        request.tookMs = performance.now() - at;
      });
    }
    await vi.advanceTimersByTimeAsync(1);
  }
  return requests;
}

function summary(requests: readonly Request[], forMs: number) {
  const accepted = requests.filter(({ isRefused }) => !isRefused);
  const times = accepted.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const stored = accepted.reduce((sum, { messages }) => sum + messages, 0);
  return {
    refused: requests.length - accepted.length,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
    most: times.at(-1) ?? 0,
    perMs: stored / forMs,
  };
}

test('of twice what can be sent half is refused, and the rest hardly waits behind what is on its way', async () => {
  const over = store();
  const first = await send(over, { perMs: 20, messages: 50, forMs: 2_000 });
  const rest = await send(over, { perMs: 20, messages: 50, forMs: 10_000 });
  await vi.advanceTimersByTimeAsync(10_000);
  // 8 chunks of 500 on their way are 400 ms of this store.
  expect(summary(first, 2_000).most).toBeLessThan(400 + 600);
  const { p99, perMs } = summary(rest, 10_000);
  expect(p99).toBeLessThan(400 + 150);
  expect(perMs).toBeGreaterThan(9);
  expect(perMs).toBeLessThan(10.5);
});

test('more than a quick store takes is known from the first half second on, and nobody waits for long', async () => {
  const over = store(50);
  const first = await send(over, { perMs: 76, messages: 50, forMs: 500 });
  const rest = await send(over, { perMs: 76, messages: 50, forMs: 5_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(summary(first, 500).most).toBeLessThan(250);
  expect(summary(rest, 5_000).most).toBeLessThan(250);
  expect(summary(rest, 5_000).perMs).toBeGreaterThan(45);
});

test('what comes all at once, or grows to what the store takes, refuses nobody', async () => {
  const usual = store();
  await send(usual, { perMs: 1, messages: 1, forMs: 500 });
  let ms = 0;
  const requests = await send(usual, { perMs: 6, messages: 1, forMs: 5_000 }, () => {
    if (ms++ % 400 !== 0) return;
    for (let time = 0; time < 1_000; time++) {
      expect(usual.publisher.admits(1)).toBe(true);
      void usual.publisher.publish([part(1)]);
    }
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(summary(requests, 5_000).refused).toBe(0);
});

test('a store that answers late, but takes all that comes, refuses nobody', async () => {
  const publisher = createChunkPublisher({
    ...{ newId: randomUUID, lingerMs: 3, maxMessages: 500, maxInFlight: 8 },
    send: () => new Promise((resolve) => setTimeout(resolve, 150 + (performance.now() % 100))),
  });
  const late = { publisher, pauseFor: () => undefined };
  const requests = await send(late, { perMs: 8, messages: 10, forMs: 10_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(summary(requests, 10_000).refused).toBe(0);
  expect(summary(requests, 10_000).most).toBeGreaterThan(200);
});

test('nobody is refused any more once less comes', async () => {
  const over = store();
  await send(over, { perMs: 20, messages: 50, forMs: 3_000 });
  await send(over, { perMs: 5, messages: 50, forMs: 500 });
  const requests = await send(over, { perMs: 5, messages: 50, forMs: 8_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  const { refused, most } = summary(requests, 8_000);
  expect(refused).toBe(0);
  expect(most).toBeLessThan(450);
});

test('a store that stands still for a second refuses nobody, where it can store what came meanwhile', async () => {
  const paused = store();
  let ms = 0;
  const requests = await send(paused, { perMs: 3, messages: 10, forMs: 12_000 }, () => {
    if (ms++ % 3_000 === 1_000) paused.pauseFor(1_000);
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(summary(requests, 12_000).refused).toBe(0);
  expect(summary(requests, 12_000).most).toBeGreaterThan(900);
});

test('a request of a thousand messages gets in among small ones', async () => {
  const over = store();
  await send(over, { perMs: 20, messages: 10, forMs: 2_000 });
  const isAccepted: boolean[] = [];
  let ms = 0;
  await send(over, { perMs: 20, messages: 10, forMs: 5_000 }, () => {
    if (ms++ % 37 !== 0) return;
    isAccepted.push(over.publisher.admits(1_000));
    if (isAccepted.at(-1)) void over.publisher.publish([part(1_000)]);
  });
  expect(isAccepted.filter(Boolean).length).toBeGreaterThan(5);
});

test('what one of several lines refuses counts in none of them', async () => {
  const [open, closed] = [store(), store()];
  await send(open, { perMs: 20, messages: 50, forMs: 3_000 });
  await send(closed, { perMs: 20, messages: 50, forMs: 3_000 });
  await vi.advanceTimersByTimeAsync(1_000);
  // A large one fills the line for a second and more.
  expect(closed.publisher.admits(20_000)).toBe(true);
  const lines = [open.publisher, closed.publisher];
  for (let time = 0; time < 100; time++) expect(allAdmit(lines, 1_000)).toBe(false);
  expect(open.publisher.admits(50)).toBe(true);
});
