/** Keeps the line of messages that wait to be sent short, where more comes than can be sent. */
export interface StandingLine {
  /** A chunk leaves: how long its first request waited, how many messages it has, and how many go on waiting. */
  left(waitedMs: number, messages: number, waitingMessages: number): void;
  /** Whether a request of so many messages may come, where so many wait. One that may is counted; 0 asks whether any may. */
  admits(messages: number, waitingMessages: number): boolean;
}

/** Whether messages that are spread over several lines may come. What one of them refuses counts in none. */
export function allAdmit(lines: readonly { admits(messages: number): boolean }[], messages: number): boolean {
  return lines.every((line) => line.admits(0)) && lines.every((line) => line.admits(messages / lines.length));
}

/** What a message may wait for in a line that stands. */
const maxWaitMs = 100;
const windowMs = 200;
/** A line that stood is kept short for so long after the last refusal. */
const rememberMs = 5_000;
/** Fewer chunks in a window are a pause, and say nothing of how many can leave. */
const leastChunks = 3;
/** So much more than what left lately is let in, to see whether more can leave. */
const more = 1.1;

/**
 * A line that is long after a pause (a disk that synchronises, a turn of the event loop that took long) empties by itself. Where more
 * comes than leaves, even the chunk that waited least within a window waited for long, and left others behind: the line stands, and only
 * makes everybody wait. This is the test of CoDel (RFC 8289); in the second before that shows, the line's growth tells (`createGrowth`).
 * From then on as much is let in as left lately, evenly, until nobody had to be refused for five seconds.
 */
export function createStandingLine(now: () => number = () => performance.now()): StandingLine {
  let window = startWindow();
  let perMs = 0;
  let standsUntil = Number.NEGATIVE_INFINITY;
  let room = { at: 0, messages: 0 };
  const growth = createGrowth(now);

  function stand(at: number): void {
    if (at >= standsUntil) room = { at, messages: 0 };
    standsUntil = at + rememberMs;
  }

  function startWindow() {
    const none = Number.POSITIVE_INFINITY;
    return { since: now(), chunks: 0, messages: 0, leastWaitMs: none, leastWaiting: none };
  }

  function endWindow(at: number): void {
    const { since, chunks, messages, leastWaitMs, leastWaiting } = window;
    window = startWindow();
    if (chunks < leastChunks) return;
    const isStanding = at < standsUntil;
    const lately = messages / (at - since);
    perMs = isStanding ? (perMs + lately) / 2 : lately;
    if (leastWaitMs > maxWaitMs && leastWaiting > 0) stand(at);
  }

  function hasRoom(messages: number, waitingMessages: number, at: number): boolean {
    const most = perMs * maxWaitMs;
    room = { at, messages: Math.min(most / 2, room.messages + perMs * more * (at - room.at)) };
    // A request of more messages than there is room for comes, too: those behind it wait until the room has grown again.
    if (waitingMessages > most || room.messages <= 0) return false;
    room.messages -= messages;
    return true;
  }

  return {
    left(waitedMs, messages, waitingMessages) {
      window.chunks += 1;
      window.messages += messages;
      window.leastWaitMs = Math.min(window.leastWaitMs, waitedMs);
      window.leastWaiting = Math.min(window.leastWaiting, waitingMessages);
      const at = now();
      if (at - window.since >= windowMs) endWindow(at);
      const growing = growth.left(messages, waitingMessages, at);
      if (growing === undefined || at < standsUntil) return;
      perMs = growing.perMs;
      stand(at);
    },
    admits(messages, waitingMessages) {
      const at = now();
      if (at >= standsUntil || hasRoom(messages, waitingMessages, at)) return true;
      standsUntil = at + rememberMs;
      return false;
    },
  };
}

const growthWindowMs = 100;
const growthWindows = 2;
/** No chunk left for so long: a pause. */
const pauseMs = 100;
/** Of what leaves, so much comes at least where a line does not get shorter. */
const leastShare = 0.95;

/**
 * Tells how many messages leave in a millisecond, where more come than leave: in two windows of 100 ms in a row at least 95 % as many came as left,
 * messages waited all the time, and those that wait now need more than half of the time that they may. A window in which nothing left for a while
 * does not count: messages of a pause leave behind it.
 */
function createGrowth(now: () => number) {
  let window = startWindow(now(), 0);
  let lastAt = window.since;
  let grown = 0;

  function startWindow(since: number, waiting: number) {
    return { since, chunks: 0, messages: 0, waiting, leastWaiting: Number.POSITIVE_INFINITY };
  }

  return {
    left(messages: number, waiting: number, at: number): { readonly perMs: number } | undefined {
      const wasPause = at - lastAt > pauseMs;
      lastAt = at;
      if (wasPause) {
        window = startWindow(at, waiting);
        grown = 0;
        return undefined;
      }
      window.chunks += 1;
      window.messages += messages;
      window.leastWaiting = Math.min(window.leastWaiting, waiting);
      const tookMs = at - window.since;
      if (tookMs < growthWindowMs) return undefined;
      const ended = window;
      window = startWindow(at, waiting);
      const came = ended.messages + waiting - ended.waiting;
      const perMs = ended.messages / tookMs;
      const isGrown = ended.chunks >= leastChunks && came > leastShare * ended.messages;
      grown = isGrown && ended.leastWaiting > 0 ? grown + 1 : 0;
      return grown >= growthWindows && waiting > (perMs * maxWaitMs) / 2 ? { perMs } : undefined;
    },
  };
}
