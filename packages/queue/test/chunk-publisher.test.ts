import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type ChunkPart, countMessages, type EventChunk } from '../src/chunk.ts';
import { createChunkPublisher } from '../src/chunk-publisher.ts';
import { context, part } from './parts.ts';

const monthsAgo = (months: number): ChunkPart => ({
  ...part(1, 'late'),
  context: { ...context, receivedAt: 1 + months * 31 * 86_400_000 },
});

/** A publisher whose chunks arrive when the test says so. */
function publisherOf(options: { maxMessages: number; maxBytes?: number; maxInFlight?: number }) {
  const sent: EventChunk[] = [];
  const arrive: (() => void)[] = [];
  const publisher = createChunkPublisher({
    newId: randomUUID,
    lingerMs: 0,
    maxInFlight: 1,
    ...options,
    send: (chunk) =>
      new Promise((resolve) => {
        sent.push(chunk);
        arrive.push(resolve);
      }),
  });
  return { publisher, sent, arrive };
}

test('while Redis is slow, what waits becomes many chunks and not one huge one', async () => {
  const { publisher, sent, arrive } = publisherOf({ maxMessages: 100 });
  const published = Promise.all(Array.from({ length: 50 }, () => publisher.publish([part(30)])));
  for (let landed = 0; landed < 17; landed++) {
    await vi.waitFor(() => expect(sent).toHaveLength(landed + 1), 30_000);
    arrive[landed]?.();
  }
  await published;
  expect(sent.map(countMessages)).toEqual([...Array.from({ length: 16 }, () => 90), 60]);
});

test('a chunk is bounded in bytes, and one request that is larger travels alone', async () => {
  const { publisher, sent, arrive } = publisherOf({ maxMessages: 1_000, maxBytes: 50_000 });
  const published = Promise.all([
    publisher.publish([part(1, 'x'.repeat(20_000))]),
    publisher.publish([part(1, 'x'.repeat(20_000))]),
    publisher.publish([part(1, 'x'.repeat(90_000))]),
    publisher.publish([part(1)]),
  ]);
  for (let landed = 0; landed < 3; landed++) {
    await vi.waitFor(() => expect(sent).toHaveLength(landed + 1), 30_000);
    arrive[landed]?.();
  }
  await published;
  expect(sent.map(countMessages)).toEqual([2, 1, 1]);
});

test('after a rest the first message waits for nobody, and what follows within the linger travels together', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const sent: EventChunk[] = [];
  const publisher = createChunkPublisher({
    newId: randomUUID,
    lingerMs: 200,
    maxMessages: 100,
    maxInFlight: 8,
    send: async (chunk) => void sent.push(chunk),
  });
  const first = publisher.publish([part(1)]);
  await vi.advanceTimersByTimeAsync(0);
  await first;
  const rest = [publisher.publish([part(1)])];
  await vi.advanceTimersByTimeAsync(150);
  expect(sent.map(countMessages)).toEqual([1]);
  rest.push(publisher.publish([part(1)]), publisher.publish([part(1)]));
  await vi.advanceTimersByTimeAsync(50);
  await Promise.all(rest);
  expect(sent.map(countMessages)).toEqual([1, 3]);
});

test('late messages travel in chunks of their own, and nobody else’s acknowledgement waits for them', async () => {
  const { publisher, sent, arrive } = publisherOf({ maxMessages: 100, maxInFlight: 4 });
  const late = [1, 2, 3].map(() => publisher.publish([part(1), monthsAgo(3)]));
  const fresh = [publisher.publish([part(1)]), publisher.publish([monthsAgo(1)])];
  await vi.waitFor(() => expect(sent).toHaveLength(2), 30_000);
  expect(sent.map((chunk) => countMessages(chunk)).sort()).toEqual([2, 6]);
  arrive[sent.findIndex((chunk) => countMessages(chunk) === 2)]?.();
  await Promise.all(fresh);
  for (const one of arrive) one();
  await Promise.all(late);
});

test('while a disk is slow the next chunks leave, and each request is answered when its own is durable', async () => {
  const sent: EventChunk[] = [];
  const written: { resolve(): void; reject(error: Error): void }[] = [];
  const publisher = createChunkPublisher({
    ...{ newId: randomUUID, lingerMs: 0, maxMessages: 100, maxInFlight: 1 },
    send: async (chunk) => void sent.push(chunk),
    whenDurable: () => new Promise((resolve, reject) => written.push({ resolve, reject })),
  });
  const outcomes: string[] = [];
  const publish = (name: string) =>
    void publisher.publish([part(60)]).then(
      () => outcomes.push(name),
      (error: Error) => outcomes.push(`${name}: ${error.message}`),
    );
  for (const name of ['a', 'b', 'c']) publish(name);
  await vi.waitFor(() => expect(sent).toHaveLength(3), 30_000);
  expect(outcomes).toEqual([]);
  written[1]?.resolve();
  await vi.waitFor(() => expect(outcomes).toEqual(['b']), 30_000);
  written[0]?.reject(new Error('lost'));
  await vi.waitFor(() => expect(outcomes).toEqual(['b', 'a: lost']), 30_000);
  const drained = publisher.drain().then(() => outcomes.push('drained'));
  written[2]?.resolve();
  await drained;
  expect(outcomes).toEqual(['b', 'a: lost', 'c', 'drained']);
});
