import type { Drop } from './client-process.ts';
import type { Collector, Message, Request } from './collector.ts';
import type { Expectation } from './scenario.ts';

/** When an event was tracked, as the harness saw it from outside, milliseconds. */
export interface Tracked {
  readonly from: number;
  readonly until: number;
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i;
const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/**
 * How far the server's time of an event may be off: a request's way takes as long on a busy machine. Less than the longest
 * `Retry-After` of a scenario, so that a time of sending that is kept from the first attempt is found.
 */
const toleranceMs = 3_500;
/** What ingest takes. */
const maxBytes = 1_048_576;
const maxMessages = 1_000;

/** What is wrong with what a client sent; nothing where it kept to the scenario. */
export function findProblems(
  expected: Expectation,
  { requests, stored }: Pick<Collector, 'requests' | 'stored'>,
  drops: readonly Drop[],
  tracked: ReadonlyMap<string, Tracked>,
): string[] {
  return [
    ...storedProblems(expected, stored),
    ...dropProblems(expected, drops),
    ...requestProblems(expected, requests),
    ...messageProblems(requests),
    ...timeProblems(requests, tracked),
  ];
}

function storedProblems({ stored: wanted }: Expectation, stored: readonly Message[]): string[] {
  const names = stored.map(({ payload }) => `${payload.name}`);
  if (!('count' in wanted)) {
    return names.join() === wanted.join()
      ? []
      : [`stored ${names.join(', ')} instead of ${wanted.join(', ')}`];
  }
  const numbered = names.filter((name) => name.startsWith(`${wanted.name} `));
  if (numbered.length !== wanted.count) return [`stored ${numbered.length} instead of ${wanted.count}`];
  const wrong = numbered.findIndex((name, index) => name !== `${wanted.name} ${index}`);
  return wrong < 0 ? [] : [`stored ${numbered[wrong]} where ${wanted.name} ${wrong} belongs`];
}

function dropProblems({ drops: wanted = [] }: Expectation, drops: readonly Drop[]): string[] {
  const text = (pairs: readonly (readonly string[])[]) =>
    pairs
      .map((pair) => pair.join(': '))
      .sort()
      .join(', ');
  const found = text(drops.map(({ name, reason }) => [name, reason]));
  return found === text(wanted) ? [] : [`dropped "${found}" instead of "${text(wanted)}"`];
}

function requestProblems(expected: Expectation, requests: readonly Request[]): string[] {
  const problems: string[] = [];
  const { length } = requests;
  if (expected.requests !== undefined && length !== expected.requests)
    problems.push(`${length} requests instead of ${expected.requests}`);
  if (expected.maxRequests !== undefined && length > expected.maxRequests)
    problems.push(`${length} requests, more than ${expected.maxRequests}`);
  for (const [index, { bytes, messages, at }] of requests.entries()) {
    if (bytes > maxBytes || messages.length > maxMessages)
      problems.push(`a request of ${bytes} bytes and ${messages.length} messages`);
    const gap = at - (requests[index - 1]?.at ?? Number.NEGATIVE_INFINITY);
    if (gap < (expected.minGapMs ?? 0)) problems.push(`two requests within ${gap} ms`);
  }
  return problems;
}

/** Every event has an id and a time of its own, which are the same whenever it is sent. */
function messageProblems(requests: readonly Request[]): string[] {
  const first = new Map<unknown, string>();
  return requests.flatMap(({ messages }) =>
    messages.flatMap(({ payload }) => {
      const { id, timestamp } = payload;
      if (typeof id !== 'string' || !uuid.test(id)) return [`an id that is no UUID: ${id}`];
      if (typeof timestamp !== 'string' || !isoInstant.test(timestamp))
        return [`a time that is none: ${timestamp}`];
      const json = JSON.stringify(payload);
      const before = first.get(id) ?? json;
      first.set(id, before);
      return before === json ? [] : [`the same id with another content: ${before} and ${json}`];
    }),
  );
}

/** By the server's clock, as ingest corrects it: `receivedAt − (sentAt − timestamp)`. */
function timeProblems(requests: readonly Request[], tracked: ReadonlyMap<string, Tracked>): string[] {
  return requests.flatMap(({ at, sentAt, messages }) =>
    messages.flatMap(({ payload }) => {
      const span = tracked.get(`${payload.name}`);
      const time = at - (Date.parse(`${sentAt}`) - Date.parse(`${payload.timestamp}`));
      if (!span) return [`an event that was not tracked: ${payload.name}`];
      const isRight = time >= span.from - toleranceMs && time <= span.until + toleranceMs;
      return isRight ? [] : [`the time of ${payload.name} is off by ${Math.round(time - span.from)} ms`];
    }),
  );
}
