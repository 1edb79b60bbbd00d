import { type CommandContext, CommandError } from '../command-context.ts';
import { sendBatch } from '../track-client.ts';
import { insightsUrl, type TargetOptions, withTrackTarget } from '../track-target.ts';
import { type ImportedMessage, inRequests } from './import-lines.ts';
import { findKnown } from './known-messages.ts';

/** What became of the messages: together they are all that were sent. */
export interface SentCounts {
  stored: number;
  robots: number;
  /** Copies of what was there before, which change nothing; null where nobody could say, then they are among the others. */
  knownBefore: number | null;
  rejected: number;
  /** Of the rejected, by what was wrong. */
  readonly reasons: Record<string, number>;
}

const shownReasons = 5;
/** Ids of one file that are remembered, so that one that is in it twice is known the second time. */
const maxIds = 2_000_000;

/** Sends messages one request after another, so that a visitor's reach their session in the order of the file. */
export async function sendMessages(
  context: CommandContext,
  options: TargetOptions,
  messages: AsyncIterable<ImportedMessage>,
): Promise<SentCounts> {
  const counts: SentCounts = { stored: 0, robots: 0, knownBefore: 0, rejected: 0, reasons: {} };
  const url = insightsUrl(context, options.url);
  let sentIds = new Set<unknown>();
  await withTrackTarget(context, options, async (target) => {
    for await (const batch of inRequests(messages)) {
      const known =
        counts.knownBefore === null ? undefined : await findKnown(url, target, options.project, batch);
      const { accepted, bots, rejected } = await sendBatch(target, batch);
      const refused = new Set(rejected.map(({ index }) => index));
      const isRepeated = batch.map(({ payload: { id } }) => id !== undefined && isSeen(sentIds, id));
      const taken = batch.map((_, index) => index).filter((index) => !refused.has(index));
      const copies = taken.filter((index) => known?.stored.has(index) || isRepeated[index]);
      const robotCopies = copies.filter((index) => known?.robots.has(index)).length;
      // A robot's event that is twice in one batch is a copy of which nobody says whose.
      const copied = known ? Math.min(copies.length - robotCopies, accepted) : 0;
      counts.knownBefore = known && counts.knownBefore !== null ? counts.knownBefore + copies.length : null;
      counts.stored += accepted - copied;
      counts.robots += bots - (known ? copies.length - copied : 0);
      counts.rejected += rejected.length;
      for (const { message } of rejected) counts.reasons[message] = (counts.reasons[message] ?? 0) + 1;
      if (sentIds.size > maxIds) sentIds = new Set();
    }
  });
  return counts;
}

function isSeen(ids: Set<unknown>, id: unknown): boolean {
  const isRepeated = ids.has(id);
  ids.add(id);
  return isRepeated;
}

/** The counts as lines for people. */
export function sentLines({ stored, robots, knownBefore, rejected, reasons }: SentCounts): string[] {
  const most = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const others = most.slice(shownReasons).reduce((sum, [, count]) => sum + count, 0);
  return [
    knownBefore === null
      ? `${stored} stored, ${robots} robots, ${rejected} rejected; what was there before is counted, too, but not stored again`
      : `${stored} stored, ${robots} robots, ${knownBefore} known before, ${rejected} rejected`,
    ...most.slice(0, shownReasons).map(([reason, count]) => `  rejected ${count}: ${reason}`),
    ...(others > 0 ? [`  rejected ${others} for other reasons`] : []),
  ];
}

/** Fails where a file held nothing that could be read: what was expected helps more than a row of zeros. */
export function refuseNothingRead(
  counts: { readonly read: number; readonly understood: number },
  expected: string,
): void {
  if (counts.understood > 0) return;
  const found = counts.read === 0 ? 'the file is empty' : `none of ${counts.read} lines was understood`;
  throw new CommandError(`${found}: expected ${expected}`);
}
