import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from '../route-deps.ts';
import { registerBareRoute } from './bare-payload.ts';

/** `POST /decrement`: the bare payload of that type. */
export function registerDecrement(app: FastifyInstance, deps: RouteDeps): void {
  registerBareRoute(app, deps, 'decrement');
}
