import { parseEnvelope, parseMessage } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { acceptBatch, acceptSingle } from '../accept/accept-request.ts';
import { IngestError } from '../errors.ts';
import type { BareRouteDeps } from './bare-payload.ts';

/** `POST /track`: one message, or a batch. */
export function registerTrack(app: FastifyInstance, { ingest, gate }: BareRouteDeps): void {
  app.post('/track', async (request, reply) => {
    const parsed = parseEnvelope(request.body);
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
    const { envelope } = parsed;
    const facts = await gate(request, reply, envelope);
    const { status, body } = envelope.isBatch
      ? await acceptBatch(ingest, facts)
      : await acceptSingle(ingest, facts, parseMessage(envelope.messages[0]));
    return reply.code(status).send(body);
  });
}
