/** A time this far ahead of the server's clock is taken for a wrong clock. */
const futureToleranceMs = 60_000;

export interface MessageTimeInput {
  /** By the sender's clock; undefined where it said nothing. Milliseconds, as all of these. */
  readonly timestamp: number | undefined;
  readonly sentAt: number | undefined;
  readonly receivedAt: number;
}

/** When it happened by the server's clock: `receivedAt − (sentAt − timestamp)`, and never in the future. */
export function messageTime({ timestamp, sentAt, receivedAt }: MessageTimeInput): number {
  if (timestamp === undefined) return receivedAt;
  const corrected = sentAt === undefined ? timestamp : receivedAt - (sentAt - timestamp);
  return corrected > receivedAt + futureToleranceMs ? receivedAt : corrected;
}
