import { randomUUID } from 'node:crypto';
import { connectForWork } from '@gatrix/analytics-redis';
import { redisForTest } from '@gatrix/analytics-test-services';
import { Queue } from 'bullmq';
import { afterEach, expect, test, vi } from 'vitest';
import { createBullTasks } from '../src/index.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The task queues as two workers have them: with connections of their own. */
async function twoWorkers() {
  const { redisUrl, keyPrefix } = await redisForTest();
  const prefix = `{${keyPrefix}${randomUUID().slice(0, 8)}}`;
  return [1, 2].map(() => {
    const work = connectForWork({ url: redisUrl });
    const tasks = createBullTasks({ work, prefix, onError: () => undefined });
    closers.push(async () => {
      await tasks.close();
      work.disconnect();
    });
    return tasks;
  });
}

test('days are summed up by one worker at a time, and profiles by several', async () => {
  const workers = await twoWorkers();
  const [first] = workers;
  if (!first) throw new Error('no worker');
  const running = { seals: 0, profiles: 0 };
  const most = { seals: 0, profiles: 0 };
  const done = { seals: 0, profiles: 0 };
  const handle = (name: keyof typeof running) => async () => {
    running[name] += 1;
    most[name] = Math.max(most[name], running[name]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    running[name] -= 1;
    done[name] += 1;
  };
  for (const tasks of workers) {
    const consumers = [tasks.seals.consume(handle('seals')), tasks.profiles.consume(handle('profiles'))];
    closers.push(async () => {
      for (const consumer of consumers) await consumer.close();
    });
  }
  for (let index = 0; index < 12; index += 1) {
    await first.seals.add({ projectId: 'p', days: [index] });
    await first.profiles.add({ projectId: 'p', profileIds: [String(index)] });
  }
  await vi.waitFor(() => expect(done).toEqual({ seals: 12, profiles: 12 }), { timeout: 30_000 });
  expect(most).toEqual({ seals: 1, profiles: 2 });
});

test('days that an older version queued to be sealed are sealed', async () => {
  const { redisUrl, keyPrefix } = await redisForTest();
  const prefix = `{${keyPrefix}${randomUUID().slice(0, 8)}}`;
  const work = connectForWork({ url: redisUrl });
  const older = new Queue('analytics-sessions', { connection: work, prefix, skipVersionCheck: true });
  await older.add('task', { projectId: 'p', days: [7] });
  const tasks = createBullTasks({ work, prefix, onError: () => undefined });
  const sealed: unknown[] = [];
  const consumer = tasks.seals.consume(async (task) => void sealed.push(task));
  closers.push(async () => {
    await consumer.close();
    await older.close();
    await tasks.close();
    work.disconnect();
  });
  await vi.waitFor(() => expect(sealed).toEqual([{ projectId: 'p', days: [7] }]), { timeout: 30_000 });
});
