/** A time this far ahead of the server's clock is taken for a wrong clock. */
const futureToleranceMs = 60_000;
/** A copy looks for the original within a day of its own time, and a copy of half that age is in the claims. */
const findableMs = 11 * 3_600_000;
/** What was further ahead than this when it came is not found in the claims when its time has come. */
const aheadMs = 3_600_000;
/** ClickHouse's calendar has no later times. */
const latest = 4e12;

export interface MessageTimeInput {
  /** As it was sent; undefined where the sender leaves it to the server, which no copy can repeat. */
  readonly id: string | undefined;
  /** By the sender's clock; undefined where it said nothing. Milliseconds, as all of these. */
  readonly timestamp: number | undefined;
  readonly sentAt: number | undefined;
  /** When the request began to arrive; it was received when it was there. */
  readonly arrivedAt: number;
  readonly receivedAt: number;
}

export interface MessageTime {
  /** When it happened by the server's clock: `arrivedAt − (sentAt − timestamp)`, and never in the future. */
  readonly timestamp: number;
  /** What the sender told, where that does not lead a copy to this message; 0 where it told nothing. */
  readonly toldAt: number | undefined;
}

export function messageTime(input: MessageTimeInput): MessageTime {
  const { id, timestamp, sentAt, arrivedAt, receivedAt } = input;
  const claimed = timestamp ?? (id === undefined ? undefined : timeOfId(id));
  const corrected =
    timestamp === undefined || sentAt === undefined ? claimed : arrivedAt - (sentAt - timestamp);
  const isTaken =
    timestamp !== undefined && corrected !== undefined && corrected <= receivedAt + futureToleranceMs;
  const stored = isTaken ? corrected : receivedAt;
  if (id === undefined) return { timestamp: stored, toldAt: undefined };
  if (claimed === undefined || corrected === undefined) return { timestamp: stored, toldAt: 0 };
  const isFound = corrected - stored <= aheadMs && Math.abs(claimed - stored) <= findableMs;
  return { timestamp: stored, toldAt: isFound ? undefined : Math.min(Math.max(claimed, 0), latest) };
}

/** The time in a UUIDv7 (RFC 9562). */
function timeOfId(id: string): number | undefined {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}
