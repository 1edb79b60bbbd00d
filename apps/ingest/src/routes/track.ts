import { parseEnvelope, parseMessage } from '@gatrix/analytics-protocol/track';
import { isMixpanelBody } from '@gatrix/analytics-wire-formats';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, acceptBatch, acceptSingle } from '../accept/accept-request.ts';
import { type Awaitable, andThen } from '../accept/and-then.ts';
import { IngestError } from '../errors.ts';
import { registerBody } from '../plugins/body.ts';
import { sendJson } from '../plugins/reply-headers.ts';
import { registerTrackMetrics } from '../plugins/request-metrics.ts';
import type { RouteDeps } from '../route-deps.ts';
import { serveMixpanel } from '../wire/mixpanel-track.ts';

/** `POST /track`: one message, or a batch; what is Mixpanel's has another form. */
export async function registerTrack(scope: FastifyInstance, deps: RouteDeps): Promise<void> {
  registerBody(scope);
  const answered = registerTrackMetrics(scope, deps.metrics);
  scope.post('/track', { onRequest: deps.refuseEarly }, (request, reply) => {
    if (Buffer.isBuffer(request.body) || isMixpanelBody(request.body)) {
      return serveMixpanel(deps, request, reply);
    }
    const send = ({ status, body }: Answer) => {
      sendJson(request, reply, status, body);
      answered(request, status);
    };
    const answer = answerTo(deps, request);
    if (!(answer instanceof Promise)) return send(answer);
    answer.then(send).catch((error: unknown) => reply.send(error));
  });
}

function answerTo(deps: RouteDeps, request: FastifyRequest): Awaitable<Answer> {
  const parsed = parseEnvelope(request.body);
  if (!parsed.ok) throw new IngestError(parsed.code, parsed.message, { details: parsed.details });
  const { envelope } = parsed;
  return andThen(deps.gate(request, envelope), (facts) =>
    envelope.isBatch
      ? acceptBatch(deps, facts)
      : acceptSingle(deps, facts, parseMessage(envelope.messages[0])),
  );
}
