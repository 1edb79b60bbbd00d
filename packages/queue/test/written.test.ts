import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { connectForRequests, connectForWork, type RedisConnection } from '@gatrix/analytics-redis';
import { startRedis } from '@gatrix/analytics-test-services';
import { expect, test } from 'vitest';
import { createWrittenCheck } from '../src/index.ts';

/** What Redis says of its syncs, put under the test's control; everything else is Redis' own. */
function withSyncs(redis: RedisConnection, answers: number[]) {
  const asked: number[] = [];
  const proxy = new Proxy(redis, {
    get(target, name) {
      if (name !== 'gatrixPendingSyncs') return Reflect.get(target, name, target);
      return async (prefix: string) => {
        const answer = await target.gatrixPendingSyncs(prefix);
        asked.push(Number(answer));
        return answers.shift() ?? answer;
      };
    },
  });
  return { proxy, asked };
}

test('waits as long as a sync is under way, and a later caller never for an earlier answer', async () => {
  const service = await startRedis();
  const redis = connectForWork({ url: service.url });
  const { proxy, asked } = withSyncs(redis, [1, 1, 1]);
  const whenWritten = createWrittenCheck(proxy, `{${randomUUID()}}`);
  try {
    const first = whenWritten();
    await turn();
    const order: string[] = [];
    await Promise.all([
      first.then(() => order.push('first')),
      whenWritten().then(() => order.push('second')),
      whenWritten().then(() => order.push('third')),
    ]);
    expect(order).toEqual(['first', 'second', 'third']);
    // Three answers say that a sync is under way; then one for each round of callers.
    expect(asked.length).toBe(5);
    expect(asked.every((answer) => answer >= 0)).toBe(true);
  } finally {
    redis.disconnect();
    await service.stop();
  }
});

test('what was answered and then waited for survives a SIGKILL of Redis, however busy its disk', async () => {
  const service = await startRedis();
  const connection = connectForRequests({ url: service.url });
  await new Promise((resolve) => connection.once('ready', resolve));
  const whenWritten = createWrittenCheck(connection, '{k}');
  const writer = connectForWork({ url: service.url });
  writer.on('error', () => undefined);
  let written = 0;
  try {
    for (let round = 0; round < 40; round++) {
      await Promise.all([
        writer.set(`big:${round % 4}`, Buffer.alloc(4_000_000, round)),
        connection.incr('{k}:count'),
      ]);
      await whenWritten();
      written += 1;
    }
    await service.kill();
    await service.restart();
    const after = connectForWork({ url: service.url });
    expect(Number(await after.get('{k}:count'))).toBe(written);
    after.disconnect();
  } finally {
    writer.disconnect();
    connection.disconnect();
    await service.stop();
  }
});
