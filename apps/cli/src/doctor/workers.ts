import { createQueueWatch } from '@gatrix/analytics-queue';
import type { CliConfig } from '../config.ts';
import { type Finding, finding } from './finding.ts';
import { withRedis } from './redis.ts';

/** Messages that wait for longer are not being stored. */
const patienceMs = 60_000;

/** Whether somebody empties the queue: workers are there, and nothing waits for long. */
export function checkWorkers(config: CliConfig): Promise<Finding> {
  return finding('worker', 'is Redis running?', () =>
    withRedis(config, async (connection) => {
      const watch = createQueueWatch({ connection, prefix: config.QUEUE_PREFIX, onError: () => undefined });
      const [workers, { messages, oldestWaitingAt }] = await Promise.all([watch.workers(), watch.state()]);
      await watch.close();
      const waitingMs = oldestWaitingAt === undefined ? 0 : Date.now() - oldestWaitingAt;
      const oldest = messages > 0 ? `, the oldest for ${Math.round(waitingMs / 1_000)} s` : '';
      const waits = `${messages} messages wait${oldest}`;
      if (workers === 0) return { ok: false, message: `none; ${waits}`, advice: 'start apps/worker' };
      if (waitingMs <= patienceMs) return { ok: true, message: `${workers} connected; ${waits}` };
      const advice = 'see the workers’ log; add workers where they are busy';
      return { ok: false, message: `${workers} connected, but ${waits}`, advice };
    }),
  );
}
