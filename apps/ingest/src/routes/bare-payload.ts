import { type MessageType, parseBareEnvelope, parseBarePayload } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { acceptSingle } from '../accept/accept-request.ts';
import { IngestError } from '../errors.ts';
import { sendJson } from '../plugins/reply-headers.ts';
import type { RouteDeps } from '../route-deps.ts';

/** A route whose body is the payload of one type. */
export function registerBareRoute(app: FastifyInstance, deps: RouteDeps, type: MessageType): void {
  app.post(`/${type}`, { onRequest: deps.refuseEarly }, async (request, reply) => {
    const parsed = parseBareEnvelope(request.body);
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
    const facts = await deps.gate(request, parsed.envelope);
    const { status, body } = await acceptSingle(deps, facts, parseBarePayload(type, request.body));
    sendJson(request, reply, status, body);
  });
}
