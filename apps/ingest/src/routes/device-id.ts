import { emptyEnvelope } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { currentVisit } from '../accept/visits.ts';
import { sendJson } from '../plugins/reply-headers.ts';
import type { RouteDeps } from '../route-deps.ts';

/** `GET /track/device-id`: the device and session that this visitor's next event would have. */
export function registerDeviceId(app: FastifyInstance, deps: RouteDeps): void {
  app.get('/track/device-id', async (request, reply) => {
    const facts = await deps.gate(request, emptyEnvelope);
    const { deviceId, sessionId } = await currentVisit(deps, facts);
    sendJson(request, reply, 200, { success: true, deviceId, sessionId });
  });
}
