import type { FastifyInstance } from 'fastify';
import { type BareRouteDeps, registerBareRoute } from './bare-payload.ts';

/** `POST /increment`: the bare payload of that type. */
export function registerIncrement(app: FastifyInstance, deps: BareRouteDeps): void {
  registerBareRoute(app, deps, 'increment');
}
