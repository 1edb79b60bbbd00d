/** Keeps the line of messages that wait to be sent short, where more comes than can be sent. */
export interface StandingLine {
  /** A chunk leaves: how long its first request waited, and how many messages it has. */
  left(waitedMs: number, messages: number): void;
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
const growth = 1.1;

/**
 * A line is long for one of two reasons. After a pause (a disk that synchronises, a turn of the event loop that took long)
 * it empties by itself, and nobody needs to be refused. Where more comes than leaves, even the chunk that waited least
 * within a window waited for long: the line stands, and only makes everybody wait. This is the test of CoDel (RFC 8289).
 * From then on as much is let in as left lately, evenly, until nobody had to be refused for five seconds.
 */
export function createStandingLine(now: () => number = () => performance.now()): StandingLine {
  let window = startWindow();
  let perMs = 0;
  let standsUntil = Number.NEGATIVE_INFINITY;
  let room = { at: 0, messages: 0 };

  function startWindow() {
    return { since: now(), chunks: 0, messages: 0, leastWaitMs: Number.POSITIVE_INFINITY };
  }

  function endWindow(at: number): void {
    const { since, chunks, messages, leastWaitMs } = window;
    window = startWindow();
    if (chunks < leastChunks) return;
    const isStanding = at < standsUntil;
    const lately = messages / (at - since);
    perMs = isStanding ? (perMs + lately) / 2 : lately;
    if (leastWaitMs <= maxWaitMs) return;
    if (!isStanding) room = { at, messages: 0 };
    standsUntil = at + rememberMs;
  }

  function hasRoom(messages: number, waitingMessages: number, at: number): boolean {
    const most = perMs * maxWaitMs;
    room = { at, messages: Math.min(most / 2, room.messages + perMs * growth * (at - room.at)) };
    // A request of more messages than there is room for comes, too: those behind it wait until the room has grown again.
    if (waitingMessages > most || room.messages <= 0) return false;
    room.messages -= messages;
    return true;
  }

  return {
    left(waitedMs, messages) {
      window.chunks += 1;
      window.messages += messages;
      window.leastWaitMs = Math.min(window.leastWaitMs, waitedMs);
      const at = now();
      if (at - window.since >= windowMs) endWindow(at);
    },
    admits(messages, waitingMessages) {
      const at = now();
      if (at >= standsUntil || hasRoom(messages, waitingMessages, at)) return true;
      standsUntil = at + rememberMs;
      return false;
    },
  };
}
