import { randomUUID } from 'node:crypto';
import type { FaultSystem, Project } from './system.ts';

/**
 * Puts what no worker can store on the queue as it is in Redis, past everything that checks it. Resolves with how
 * many dead letters that makes.
 */
export async function publishPoison({ inspect, prefix }: FaultSystem, project: Project): Promise<number> {
  const context = {
    projectId: project.id,
    requestId: 'poison',
    receivedAt: Date.now(),
    userAgent: '',
    geo: { country: '', region: '', city: '', latitude: null, longitude: null },
    sdk: '',
    isServer: true,
    ownDomains: [],
    retentionDays: 0,
  };
  const chunk = (messages: readonly unknown[], counters: readonly unknown[] = []) => {
    const id = randomUUID();
    return { id, data: { id, parts: [{ context, messages }], counters } };
  };
  const message = { id: randomUUID(), deviceId: '', sessionId: '', profileId: '', timestamp: 0, botName: '' };
  const jobs = [
    chunk([null, { ...message, timestamp: 'yesterday' }, { ...message, message: { type: 'track' } }]),
    chunk([{ ...message, id: 'not a uuid', message: { type: 'alias', payload: {} } }]),
    { id: randomUUID(), data: { hello: 'world' } },
    {
      id: randomUUID(),
      data: chunk([], [{ projectId: project.id, minute: 0, kind: 'x', reason: '', count: -1 }]).data,
    },
  ];
  for (const { id, data } of jobs) {
    const key = `${prefix}:analytics-events:${id}`;
    const job = { name: 'chunk', data: JSON.stringify(data), opts: '{"attempts":3,"removeOnComplete":true}' };
    await inspect.redis
      .multi()
      .hset(key, { ...job, timestamp: Date.now(), delay: 0, priority: 0 })
      .lpush(`${prefix}:analytics-events:wait`, id)
      .zadd(`${prefix}:analytics-events:marker`, 0, '0')
      .exec();
  }
  // Three messages, one message, what is no chunk, and a chunk whose counter is none.
  return 3 + 1 + 1 + 1;
}
