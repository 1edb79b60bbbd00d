import { describe, expect, test } from 'vitest';
import { messageTime } from './message-time.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 28, 12);
const random = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';
const uuid7 = (time: number) => {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789ab`;
};
const base = { id: random, timestamp: undefined, sentAt: undefined, arrivedAt: now, receivedAt: now };

describe('what a copy is looked for by', () => {
  test.each([
    ['an id without any time', {}, 0],
    ['a UUIDv7 of now', { id: uuid7(now - 5_000) }, undefined],
    ['a UUIDv7 of yesterday', { id: uuid7(now - 30 * hour) }, now - 30 * hour],
    ['a UUIDv7 of a clock that runs ahead', { id: uuid7(now + 30 * hour) }, now + 30 * hour],
    ['a time', { timestamp: now - 48 * hour }, undefined],
    ['a time a little ahead', { timestamp: now + hour / 2 }, undefined],
    ['a time far ahead', { timestamp: now + 20 * hour }, now + 20 * hour],
    ['a time, corrected by minutes', { timestamp: now - 48 * hour, sentAt: now - hour / 2 }, undefined],
    [
      'a clock that runs a day ahead',
      { timestamp: now + 23 * hour, sentAt: now + 24 * hour },
      now + 23 * hour,
    ],
    ['a body sent again as it was', { timestamp: now - 49 * hour, sentAt: now - 48 * hour }, now - 49 * hour],
    ['later than it was sent', { timestamp: now + 5 * hour, sentAt: now }, now + 5 * hour],
    ['no id', { id: undefined }, undefined],
  ])('%s', (_, input, toldAt) => {
    expect(messageTime({ ...base, ...input }).toldAt).toBe(toldAt);
  });
});

test('a time is corrected by the clock at sending, and never in the future', () => {
  const timeOf = (timestamp: number | undefined, sentAt?: number) =>
    messageTime({ ...base, timestamp, sentAt }).timestamp;
  expect(timeOf(undefined)).toBe(now);
  expect(timeOf(now - 5_000)).toBe(now - 5_000);
  expect(timeOf(now + hour)).toBe(now);
  expect(timeOf(now + 23 * hour, now + 24 * hour)).toBe(now - hour);
});
