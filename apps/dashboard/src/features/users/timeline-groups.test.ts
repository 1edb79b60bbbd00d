import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { propertiesLine, timelineOf } from './timeline-groups.ts';

const event = (id: string, timestamp: string, session_id: string) =>
  ({ id, timestamp, session_id, path: '', properties: {} }) as EventItem;

test('events are by the day that they say, and by session within it', () => {
  const events = [
    event('e', '2026-11-02T00:10:00.000+09:00', 's2'),
    event('d', '2026-11-01T23:50:00.000+09:00', 's2'),
    event('c', '2026-11-01T10:01:00.000+09:00', 's1'),
    event('b', '2026-11-01T10:00:00.000+09:00', 's1'),
    event('a', '2026-11-01T09:00:00.000+09:00', ''),
  ];
  const shape = timelineOf(events).map(({ day, sessions }) => [
    day,
    sessions.map(({ id, events: own }) => [id, own.map((one) => one.id).join('')]),
  ]);
  expect(shape).toEqual([
    ['2026-11-02', [['s2', 'e']]],
    [
      '2026-11-01',
      [
        ['s2', 'd'],
        ['s1', 'cb'],
        ['', 'a'],
      ],
    ],
  ]);
});

test('properties stand beside the event, without those of the SDK', () => {
  const bought = { ...event('a', '2026-11-01T09:00:00.000Z', ''), path: '/shop' };
  expect(propertiesLine({ ...bought, properties: { item: 'gems', price: 4.99, __version: '1' } })).toBe(
    '/shop · item: gems · price: 4.99',
  );
});
