import type { FastifyInstance } from 'fastify';
import { type BareRouteDeps, registerBareRoute } from './bare-payload.ts';

/** `POST /decrement`: the bare payload of that type. */
export function registerDecrement(app: FastifyInstance, deps: BareRouteDeps): void {
  registerBareRoute(app, deps, 'decrement');
}
