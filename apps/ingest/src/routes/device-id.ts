import { emptyEnvelope } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { cookieless, currentSession } from '../accept/accept-message.ts';
import type { RouteDeps } from '../deps.ts';

/** `GET /track/device-id`: the device and session that this visitor's next event would have. */
export function registerDeviceId(app: FastifyInstance, deps: RouteDeps): void {
  app.get('/track/device-id', async (request, reply) => {
    const facts = await deps.gate(request, reply, emptyEnvelope);
    const deviceIds = await cookieless(deps, facts, facts.visitor, facts.receivedAt);
    const session = await currentSession(deps, facts, deviceIds, facts.receivedAt);
    return { success: true, ...session };
  });
}
