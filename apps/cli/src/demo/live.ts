import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createCalendar } from './calendar.ts';
import type { DemoMessage } from './recorder.ts';
import { createVisitors } from './visitor.ts';

export interface LiveOptions {
  readonly seed: number;
  readonly days: number;
  /** How many are there at once, and how long each waits between two events. */
  readonly visitors: number;
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

/**
 * What visitors of the demo's kind do now, as it happens: an event every moment, until the signal. Each sitting is one
 * of the invented ones, moved to the present.
 */
export async function* liveMessages(options: LiveOptions): AsyncGenerator<DemoMessage> {
  const { seed, days, visitors, pauseMs, signal } = options;
  const begun = Date.now();
  const visitorOf = createVisitors(createCalendar(begun, days), seed);
  const newcomer = () => eventsOf(visitorOf(1_000_000 + randomInt(1_000_000_000)).messages);
  const here = Array.from({ length: visitors }, newcomer);
  while (!signal.aborted) {
    const place = randomInt(visitors);
    const message = here[place]?.shift();
    if (message) yield { ...message, payload: { ...message.payload, ...present() } };
    else here[place] = newcomer();
    await delay(pauseMs / visitors, undefined, { signal }).catch(() => undefined);
  }
}

/** A fresh id and this moment: what happens now is no part of the data that a second run repeats. */
function present() {
  return { id: randomUUID(), timestamp: new Date().toISOString() };
}

/** One sitting's worth. */
function eventsOf(messages: readonly DemoMessage[]): DemoMessage[] {
  return messages.slice(0, 24);
}
