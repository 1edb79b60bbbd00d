import { isShallow } from '@gatrix/analytics-protocol/track';
import { mixpanel } from '@gatrix/analytics-wire-formats';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IngestError } from '../errors.ts';
import type { RouteDeps } from '../route-deps.ts';
import { serve } from './serve.ts';
import { wireRequestOf } from './wire-request.ts';

const route = mixpanel.routes.find(({ method, path }) => method === 'POST' && path === '/track');

/** What came to our own `/track` in Mixpanel's form. */
export async function serveMixpanel(
  deps: RouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  if (!route) throw new Error('Mixpanel sends to /track');
  const { body } = request;
  // JSON was read already, and its content encoding undone.
  const isRead = !Buffer.isBuffer(body);
  if (isRead && !isShallow(body)) throw new IngestError('invalid_body', 'the body is nested too deeply');
  const sent = wireRequestOf(request, isRead ? Buffer.from(JSON.stringify(body)) : body);
  await serve(deps, mixpanel, route, request, reply, sent, !isRead);
}
