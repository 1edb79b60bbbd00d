import { maxBodyBytes } from '@gatrix/analytics-protocol/track';
import type { onRequestHookHandler } from 'fastify';
import { IngestError } from '../errors.ts';
import type { IngestMetrics } from '../metrics/ingest-metrics.ts';
import type { BacklogWatch } from './backlog.ts';

/**
 * Refuses a request by its headers where not even one message may come, before its body is read and anybody asks who sent
 * it. Node reads the rest of the body and forgets it, so that the connection stays open and the sender gets the answer.
 */
export function createEarlyRefusal(
  refusal: BacklogWatch['refusal'],
  metrics: Pick<IngestMetrics, 'rejected'>,
): onRequestHookHandler {
  return (request, _reply, done) => {
    // Who has shown no secret yet may have one; the gate holds all others to less.
    const reason = isShort(request.headers) ? refusal(true, 0) : undefined;
    if (reason === undefined) return done();
    metrics.rejected('unavailable', 1);
    done(unavailable(reason));
  };
}

export function unavailable(reason: string): IngestError {
  return new IngestError('unavailable', `${reason}; nothing was accepted`, { retryAfterSeconds: 5 });
}

/** A body of unknown length, or a longer one than may be sent, is not worth reading to its end. */
function isShort(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= maxBodyBytes;
}
