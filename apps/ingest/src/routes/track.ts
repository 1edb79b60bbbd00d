import { parseEnvelope, parseMessage } from '@gatrix/analytics-protocol/track';
import { isMixpanelBody } from '@gatrix/analytics-wire-formats';
import type { FastifyInstance } from 'fastify';
import { acceptBatch, acceptSingle } from '../accept/accept-request.ts';
import { IngestError } from '../errors.ts';
import { sendJson } from '../plugins/reply-headers.ts';
import type { RouteDeps } from '../route-deps.ts';
import { serveMixpanel } from '../wire/mixpanel-track.ts';

/** `POST /track`: one message, or a batch; what is Mixpanel's has another form. */
export function registerTrack(app: FastifyInstance, deps: RouteDeps): void {
  app.post('/track', { onRequest: deps.refuseEarly }, async (request, reply) => {
    if (Buffer.isBuffer(request.body) || isMixpanelBody(request.body)) {
      return serveMixpanel(deps, request, reply);
    }
    const parsed = parseEnvelope(request.body);
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
    const { envelope } = parsed;
    const facts = await deps.gate(request, envelope);
    const { status, body } = envelope.isBatch
      ? await acceptBatch(deps, facts)
      : await acceptSingle(deps, facts, parseMessage(envelope.messages[0]));
    sendJson(request, reply, status, body);
  });
}
