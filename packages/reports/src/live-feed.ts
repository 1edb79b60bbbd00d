import { setTimeout as wait } from 'node:timers/promises';
import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import type { EventItem } from '@gatrix/analytics-protocol/insights';
import { type EventRecord, eventColumns, eventItemOf } from './lists/event-rows.ts';
import { matching } from './query/compile.ts';
import type { Plan } from './query/plan.ts';
import type { Runner } from './query/run.ts';
import { live } from './reports/live.ts';

export type LiveMessage =
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'event'; readonly event: EventItem };

const pollMs = 1_000;
/** An event may become visible this much later than others that were received after it. */
const overlapMs = 30_000;
const maxEventsPerPoll = 200;

/**
 * The live count now and every two seconds, and every event that becomes visible from now on, once each. Ends when the
 * signal is aborted, rejects where a query does. `planNow` gives the plan at the current time.
 */
export async function* liveFeed(
  planNow: () => Plan,
  runner: Runner,
  signal: AbortSignal,
): AsyncGenerator<LiveMessage> {
  try {
    yield* endlessFeed(planNow, runner, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* endlessFeed(
  planNow: () => Plan,
  runner: Runner,
  signal: AbortSignal,
): AsyncGenerator<LiveMessage> {
  const seen = new Map<string, number>();
  for (let known = -1; known !== seen.size; ) {
    known = seen.size;
    for (const { id, received_at } of await newEvents(planNow(), seen, runner)) seen.set(id, received_at);
  }
  for (let poll = 0; ; poll += 1) {
    const plan = planNow();
    if (poll % 2 === 0) {
      const { data } = await live.find(plan, {}, runner);
      yield { type: 'count', count: data.count };
    }
    for (const record of await newEvents(plan, seen, runner)) {
      seen.set(record.id, record.received_at);
      yield { type: 'event', event: eventItemOf(plan, record) };
    }
    for (const [id, receivedAt] of seen) if (receivedAt < plan.now - 2 * overlapMs) seen.delete(id);
    await wait(pollMs, undefined, { signal });
  }
}

/** Oldest first. */
async function newEvents(
  plan: Plan,
  seen: ReadonlyMap<string, number>,
  runner: Runner,
): Promise<EventRecord[]> {
  const rows = await runner.run<EventRecord>(sql`SELECT ${eventColumns}
FROM ${plan.tables.events} AS e
WHERE project_id = ${param.string(plan.projectId)} AND created_at >= ${param.time(plan.now - overlapMs)}
  AND toString(e.id) NOT IN ${param.strings([...seen.keys()])}${matching(plan)}
ORDER BY created_at, sequence, e.id
LIMIT ${param.limit(maxEventsPerPoll)}`);
  return rows;
}
