import type { FastifyInstance } from 'fastify';
import { type BareRouteDeps, registerBareRoute } from './bare-payload.ts';

/** `POST /identify`: the bare payload of that type. */
export function registerIdentify(app: FastifyInstance, deps: BareRouteDeps): void {
  registerBareRoute(app, deps, 'identify');
}
