import { parseBareEnvelope } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance } from 'fastify';
import { cookieless, currentSession } from '../accept/accept-message.ts';
import { IngestError } from '../errors.ts';
import type { BareRouteDeps } from './bare-payload.ts';

/** `GET /track/device-id`: the device and session that this visitor's next event would have. */
export function registerDeviceId(app: FastifyInstance, { ingest, gate }: BareRouteDeps): void {
  app.get('/track/device-id', async (request, reply) => {
    const parsed = parseBareEnvelope({});
    if (!parsed.ok) throw new IngestError(parsed.code, parsed.message);
    const facts = await gate(request, reply, parsed.envelope);
    const deviceIds = await cookieless(ingest, facts, facts.visitor, facts.receivedAt);
    const session = await currentSession(ingest, facts, deviceIds, facts.receivedAt);
    return { success: true, ...session };
  });
}
