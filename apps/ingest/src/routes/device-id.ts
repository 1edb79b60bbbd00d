import { emptyEnvelope } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { currentVisit } from '../accept/visits.ts';
import type { RouteDeps } from '../deps.ts';

/** `GET /track/device-id`: the device and session that this visitor's next event would have. */
export function registerDeviceId(app: FastifyInstance, deps: RouteDeps): void {
  app.get('/track/device-id', async (request, reply) => {
    const facts = await deps.gate(request, reply, emptyEnvelope);
    const { deviceId, sessionId } = await currentVisit(deps, facts);
    return { success: true, deviceId, sessionId };
  });
}
