import { type MessageType, parseBareEnvelope, parsePayload } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { acceptSingle } from '../accept/accept-request.ts';
import type { Gate } from '../accept/gate.ts';
import type { IngestDeps } from '../deps.ts';
import { IngestError } from '../errors.ts';

export interface BareRouteDeps {
  readonly ingest: IngestDeps;
  readonly gate: Gate;
}

/** A route whose body is the payload of one type. */
export function registerBareRoute(
  app: FastifyInstance,
  { ingest, gate }: BareRouteDeps,
  type: MessageType,
): void {
  app.post(`/${type}`, async (request, reply) => {
    const parsed = parseBareEnvelope(request.body);
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
    const facts = await gate(request, reply, parsed.envelope);
    const { status, body } = await acceptSingle(ingest, facts, parsePayload(type, request.body));
    return reply.code(status).send(body);
  });
}
