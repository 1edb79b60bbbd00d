import { type DigestDeps, sendDueDigest } from '@gatrix/analytics-digests';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { repeat } from '../repeat.ts';

/** What is not stored by then, because the process died, is done by another. */
const leaseMs = 5 * 60_000;
const claimedAtOnce = 5;

/** Stores what digests send once they are due; of several processes each digest by one. */
export function scheduleDigests(
  deps: DigestDeps,
  { logger, everyMs = 5_000 }: { readonly logger: Pick<Logger, 'warn'>; readonly everyMs?: number },
): { close(): void } {
  const onError = (error: unknown) => logger.warn({ err: error }, 'a digest could not be sent; trying again');
  return repeat(
    async () => {
      const due = await deps.metadata.digests.claimDue({ leaseMs, limit: claimedAtOnce });
      for (const digest of due) await sendDueDigest(deps, digest).catch(onError);
      return due.length === claimedAtOnce;
    },
    { everyMs, onError },
  );
}
