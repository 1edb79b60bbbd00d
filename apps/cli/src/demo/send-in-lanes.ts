/** A message with the lane that it travels in. */
export interface Laned<Message> {
  readonly lane: number;
  readonly message: Message;
}

export interface LaneOptions {
  readonly lanes: number;
  /** Of JSON that a request carries at most. */
  readonly maxBytes: number;
  readonly maxMessages: number;
}

/**
 * Sends messages in requests, a few at a time: those of a lane one after another, so that a visitor's messages arrive in
 * their order. Rejects with the first failure.
 */
export async function sendInLanes<Message>(
  messages: Iterable<Laned<Message>>,
  { lanes, maxBytes, maxMessages }: LaneOptions,
  send: (batch: readonly Message[]) => Promise<void>,
): Promise<void> {
  const all = Array.from({ length: lanes }, () => ({
    batch: [] as Message[],
    bytes: 0,
    sent: Promise.resolve(),
  }));
  const flush = async (lane: (typeof all)[number]) => {
    const { batch } = lane;
    lane.batch = [];
    lane.bytes = 0;
    await lane.sent;
    lane.sent = send(batch);
    // Awaited by the lane's next request; a rejection in between must not end the process.
    lane.sent.catch(() => undefined);
  };
  for (const { lane: name, message } of messages) {
    const lane = all[name % lanes];
    if (!lane) throw new RangeError(`no lane ${name}`);
    const size = Buffer.byteLength(JSON.stringify(message));
    if (lane.batch.length >= maxMessages || (lane.batch.length > 0 && lane.bytes + size > maxBytes)) {
      await flush(lane);
    }
    lane.batch.push(message);
    lane.bytes += size;
  }
  for (const lane of all) if (lane.batch.length > 0) await flush(lane);
  await Promise.all(all.map(({ sent }) => sent));
}
