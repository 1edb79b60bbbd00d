import type { RedisConnection } from '@gatrix/analytics-redis';
import { type Job, Queue } from 'bullmq';
import { chunkJobOptions } from './bullmq-events.ts';
import type { EventChunk } from './chunk.ts';
import { type DeadLetter, type DeadLetters, eventQueueName } from './event-queue.ts';

export const deadLetterQueueName = 'analytics-dead-letters';

export interface BullDeadLettersOptions {
  readonly work: RedisConnection;
  readonly prefix: string;
}

/** Dead letters on Redis: jobs that nothing consumes, until `gatrix-analytics dlq` says what to do with them. */
export function createBullDeadLetters(
  options: BullDeadLettersOptions,
): DeadLetters & { close(): Promise<void> } {
  const { work, prefix } = options;
  const letters = new Queue<DeadLetter>(deadLetterQueueName, {
    connection: work,
    prefix,
    skipVersionCheck: true,
  });
  const events = new Queue<EventChunk>(eventQueueName, { connection: work, prefix, skipVersionCheck: true });
  // Without a listener BullMQ prints what each command reports by itself.
  for (const queue of [letters, events]) queue.on('error', () => undefined);
  const find = async (id: string): Promise<Job<DeadLetter> | undefined> => letters.getJob(jobIdOf(id));

  return {
    async add(letter) {
      await letters.add('dead-letter', letter, { jobId: jobIdOf(letter.id) });
    },
    async list({ limit = 100 } = {}) {
      const jobs = await letters.getJobs(['waiting'], 0, limit - 1, true);
      return jobs.map((job) => job.data);
    },
    async get(id) {
      return (await find(id))?.data;
    },
    async replay(id) {
      const job = await find(id);
      if (!job) return false;
      const chunk = replayedChunk(job.data);
      // The same letter replayed twice at once is one job.
      await events.add('chunk', chunk, { jobId: chunk.id, ...chunkJobOptions });
      await job.remove();
      return true;
    },
    async drop(id) {
      const job = await find(id);
      if (!job) return false;
      await job.remove();
      return true;
    },
    count: () => letters.getWaitingCount(),
    async close() {
      await Promise.all([letters.close(), events.close()]);
    },
  };
}

/** A new chunk that keeps the old one's claims, and looks in ClickHouse before it stores anything. */
export function replayedChunk(letter: DeadLetter): EventChunk {
  const chunk = letter.chunk as EventChunk;
  // The id is made from the letter's, so that a letter replayed twice at once is one chunk; in the first shard.
  return {
    ...chunk,
    id: `s0.${letter.id.replaceAll(':', '-')}.r`,
    owner: chunk.owner ?? chunk.id,
    verify: true,
  };
}

/** BullMQ keeps `:` for itself. */
function jobIdOf(id: string): string {
  return `letter-${id.replaceAll(':', '-')}`;
}
