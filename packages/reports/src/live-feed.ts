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
  | { readonly type: 'event'; readonly event: EventItem }
  /** More events came than are shown: of so many, the newest. */
  | { readonly type: 'sampled'; readonly shown: number; readonly of: number };

const pollMs = 1_000;
/** An event may become visible this much later than others that were received after it. */
const overlapMs = 30_000;
const maxEventsPerPoll = 200;
/** Ids of events that were there before; where there are more, those that become visible late are not told. */
const maxKnown = 2_000;

/**
 * The live count now and every two seconds, and every event that becomes visible from now on, once each; of more than can
 * be shown, the newest, and how many they were. Ends when the signal is aborted, rejects where a query does. `planNow` gives the plan at the current time.
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
  // Nothing before it is told any more.
  let from = 0;
  const before = await idsNow(planNow(), runner);
  if (before.length > maxKnown) from = planNow().now;
  else for (const { id, received_at } of before) seen.set(id, received_at);
  for (let poll = 0; ; poll += 1) {
    const plan = planNow();
    if (poll % 2 === 0) {
      const { data } = await live.find(plan, {}, runner);
      yield { type: 'count', count: data.count };
    }
    // A clock that went back would hide what comes until it is there again.
    if (from > plan.now) from = 0;
    const newest = await newEvents(plan, { seen, from }, runner);
    const [{ total = 0, received_at: last = 0 } = {}] = newest;
    for (const record of newest.reverse()) {
      seen.set(record.id, record.received_at);
      yield { type: 'event', event: eventItemOf(plan, record) };
    }
    if (total > newest.length) {
      from = last;
      yield { type: 'sampled', shown: newest.length, of: total };
    }
    const oldest = Math.max(plan.now - 2 * overlapMs, from);
    for (const [id, receivedAt] of seen) if (receivedAt < oldest) seen.delete(id);
    await wait(pollMs, undefined, { signal });
  }
}

async function idsNow(plan: Plan, runner: Runner): Promise<{ id: string; received_at: number }[]> {
  return runner.run(sql`SELECT toString(e.id) AS id, toUnixTimestamp64Milli(created_at) AS received_at
FROM ${plan.tables.events} AS e
WHERE project_id = ${param.string(plan.projectId)} AND created_at >= ${param.time(plan.now - overlapMs)}${matching(plan)}
LIMIT ${param.limit(maxKnown + 1)}`);
}

/** Newest first, each with how many there are. */
async function newEvents(
  plan: Plan,
  known: { readonly seen: ReadonlyMap<string, number>; readonly from: number },
  runner: Runner,
): Promise<(EventRecord & { readonly total: number })[]> {
  const since = Math.max(plan.now - overlapMs, known.from);
  return runner.run(sql`SELECT ${eventColumns}, count() OVER () AS total
FROM ${plan.tables.events} AS e
WHERE project_id = ${param.string(plan.projectId)} AND created_at >= ${param.time(since)}
  AND toString(e.id) NOT IN ${param.strings([...known.seen.keys()])}${matching(plan)}
ORDER BY created_at DESC, sequence DESC, e.id DESC
LIMIT ${param.limit(maxEventsPerPoll)}`);
}
