import { randomUUID } from 'node:crypto';
import { connectForWork, type RedisConnection } from '@gatrix/analytics-redis';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  cookielessDeviceIds,
  createInProcessSessionStore,
  createRedisSessionStore,
  type SessionStore,
} from '../src/index.ts';

let redis: RedisConnection;
let url: string;
let keyPrefix: string;
beforeAll(async () => {
  ({ redisUrl: url, keyPrefix } = await redisForTest());
  redis = connectForWork({ url });
});
afterAll(() => redis.disconnect());

const minute = 60_000;
const hour = 60 * minute;
const midnight = Date.UTC(2026, 10, 20);

describe.each([
  ['Redis', () => createRedisSessionStore(redis, `{${keyPrefix}${randomUUID()}}`)],
  ['in-process', () => createInProcessSessionStore()],
] as const)('%s', (_name, create: () => SessionStore) => {
  const at = async (store: SessionStore, timestamp: number, ...deviceIds: [string, ...string[]]) => {
    const [session] = await store.assign([{ projectId: 'p', deviceIds, timestamp }]);
    return session;
  };

  test('30 minutes after the last event it is the same session, a millisecond later another', async () => {
    const store = create();
    const first = await at(store, midnight, 'd');
    const second = await at(store, midnight + 30 * minute, 'd');
    const third = await at(store, midnight + 60 * minute + 1, 'd');
    expect(second).toEqual(first);
    expect(third?.sessionId).not.toBe(first?.sessionId);
  });

  test('a late event belongs to the session that covers its own time', async () => {
    const store = create();
    const morning = await at(store, midnight + 8 * hour, 'd');
    const evening = await at(store, midnight + 20 * hour, 'd');
    expect(await at(store, midnight + 8 * hour + 10 * minute, 'd')).toEqual(morning);
    expect(await at(store, midnight + 20 * hour - 5 * minute, 'd')).toEqual(evening);
    expect((await at(store, midnight + 14 * hour, 'd'))?.sessionId).not.toBe(morning?.sessionId);
  });

  test('a session that is only told grows no longer, and one that is opened so is the next event’s', async () => {
    const store = create();
    const told = async (timestamp: number, deviceId: string) =>
      (await store.assign([{ projectId: 'p', deviceIds: [deviceId], timestamp, isTold: true }]))[0];
    const first = await at(store, midnight, 'd');
    expect(await told(midnight + 25 * minute, 'd')).toEqual(first);
    expect((await at(store, midnight + 31 * minute, 'd'))?.sessionId).not.toBe(first?.sessionId);
    expect(await at(store, midnight + 5 * minute, 'e')).toEqual(await told(midnight + 6 * minute, 'e'));
    expect(await told(midnight, 'f')).toEqual(await at(store, midnight + 30 * minute, 'f'));
  });

  test('a profile’s event from elsewhere joins the session of the device it was last seen on', async () => {
    const store = create();
    const seen = (deviceId: string, profileId: string, timestamp: number) =>
      store.assign([{ projectId: 'p', deviceIds: [deviceId], timestamp, profileId }]);
    const join = async (profileId: string, timestamp: number, projectId = 'p') =>
      (await store.ofProfile([{ projectId, profileId, timestamp }]))[0];
    expect(await join('u', midnight)).toBeUndefined();
    const [phone] = await seen('phone', 'u', midnight);
    expect(await join('u', midnight + 30 * minute)).toEqual(phone);
    // It grew the session.
    expect(await at(store, midnight + 60 * minute, 'phone')).toEqual(phone);
    expect(await join('u', midnight + 91 * minute)).toBeUndefined();
    expect(await join('v', midnight)).toBeUndefined();
    expect(await join('u', midnight, 'other')).toBeUndefined();
    // An event a moment later says whose the device is.
    const [tablet] = await seen('tablet', '', midnight);
    await seen('tablet', 'u', midnight + 1);
    expect(await join('u', midnight + 2)).toEqual(tablet);
  });

  test('a session lasts 24 hours at most, however busy', async () => {
    const store = create();
    const ids = new Set<string | undefined>();
    for (let time = 0; time <= 24 * hour; time += 20 * minute)
      ids.add((await at(store, midnight + time, 'd'))?.sessionId);
    expect(ids.size).toBe(1);
    ids.add((await at(store, midnight + 24 * hour + minute, 'd'))?.sessionId);
    expect(ids.size).toBe(2);
  });

  test('a session of yesterday’s device goes on over midnight, and ends like any other', async () => {
    const store = create();
    const late = await at(store, midnight - 10 * minute, 'day1', 'day2');
    expect(late?.deviceId).toBe('day2');
    const after = await at(store, midnight + 10 * minute, 'day2', 'day3');
    expect(after).toEqual(late);
    const next = await at(store, midnight + 2 * hour, 'day2', 'day3');
    expect(next?.deviceId).toBe('day3');
    expect(next?.sessionId).not.toBe(late?.sessionId);
  });

  test('devices and projects have sessions of their own', async () => {
    const store = create();
    const answers = await store.assign([
      { projectId: 'p', deviceIds: ['d1'], timestamp: midnight },
      { projectId: 'p', deviceIds: ['d2'], timestamp: midnight },
      { projectId: 'q', deviceIds: ['d1'], timestamp: midnight },
      { projectId: 'p', deviceIds: ['d1'], timestamp: midnight + minute },
    ]);
    expect(new Set(answers.map(({ sessionId }) => sessionId)).size).toBe(3);
    expect(answers[3]).toEqual(answers[0]);
  });

  test('events of a device that race are one session', async () => {
    const store = create();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => at(store, midnight + index, 'd')),
    );
    expect(new Set(answers.map((answer) => answer?.sessionId)).size).toBe(1);
  });
});

test('both forms give the same events the same ids, so that they can stand in for each other', async () => {
  const forms = [
    createRedisSessionStore(redis, `{${keyPrefix}${randomUUID()}}`),
    createInProcessSessionStore(),
  ];
  const requests = Array.from({ length: 200 }, (_, index) => ({
    projectId: 'p',
    deviceIds: [`d${(index * 7) % 5}`] as const,
    timestamp: midnight + ((index * 7_919_000) % (3 * 24 * hour)),
  }));
  const [a, b] = await Promise.all(forms.map((form) => form.assign(requests)));
  expect(a).toEqual(b);
});

test('a cookieless device is the same all day, and another with another address, agent, project or salt', async () => {
  const saltOf = async (day: string) => Buffer.from(`salt of ${day}`);
  const facts = { projectId: 'p', address: '203.0.113.1', userAgent: 'UA' };
  const today = await cookielessDeviceIds(facts, midnight, saltOf);
  expect(await cookielessDeviceIds(facts, midnight + 23 * hour, saltOf)).toEqual(today);
  const tomorrow = await cookielessDeviceIds(facts, midnight + 24 * hour, saltOf);
  expect(tomorrow[0]).toBe(today[1]);
  expect(tomorrow[1]).not.toBe(today[1]);
  const others = await Promise.all([
    cookielessDeviceIds({ ...facts, address: '203.0.113.2' }, midnight, saltOf),
    cookielessDeviceIds({ ...facts, userAgent: 'other' }, midnight, saltOf),
    cookielessDeviceIds({ ...facts, projectId: 'q' }, midnight, saltOf),
    cookielessDeviceIds(facts, midnight, async (day) => Buffer.from(`other ${day}`)),
  ]);
  for (const other of others) expect(other[1]).not.toBe(today[1]);
  expect(today.join()).not.toContain('203');
});

test('what one instance knows by itself, the next to ask knows as well', async () => {
  const prefix = `{${keyPrefix}${randomUUID()}}`;
  const [here, there] = [createRedisSessionStore(redis, prefix), createRedisSessionStore(redis, prefix)];
  const at = async (store: SessionStore, timestamp: number) => {
    const [session] = await store.assign([{ projectId: 'p', deviceIds: ['d'], timestamp }]);
    return session?.sessionId;
  };
  const first = await at(here, midnight);
  // Near enough to be answered without asking Redis, which hears of it all the same.
  for (let time = minute; time <= 40 * minute; time += minute)
    expect(await at(here, midnight + time)).toBe(first);
  await new Promise(setImmediate);
  expect(await at(there, midnight + 69 * minute)).toBe(first);
  expect(await at(there, midnight + 100 * minute)).not.toBe(first);
});

test('an extension that could not be sent is sent again', async () => {
  const prefix = `{${keyPrefix}${randomUUID()}}`;
  const own = connectForWork({ url });
  const [here, there] = [createRedisSessionStore(own, prefix), createRedisSessionStore(redis, prefix)];
  const at = async (store: SessionStore, timestamp: number) => {
    const [session] = await store.assign([{ projectId: 'p', deviceIds: ['d'], timestamp }]);
    return session?.sessionId;
  };
  const first = await at(here, midnight);
  const refuse = vi.spyOn(own, 'gatrixAssignSessions').mockRejectedValueOnce(new Error('away'));
  expect(await at(here, midnight + 4 * minute)).toBe(first);
  await vi.waitFor(() => expect(refuse.mock.calls.length).toBeGreaterThanOrEqual(2), 30_000);
  await Promise.all(refuse.mock.results.slice(1).map((result) => result.value));
  expect(await at(there, midnight + 33 * minute)).toBe(first);
  own.disconnect();
});
