import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from '../route-deps.ts';
import { registerBareRoute } from './bare-payload.ts';

/** `POST /increment`: the bare payload of that type. */
export function registerIncrement(app: FastifyInstance, deps: RouteDeps): void {
  registerBareRoute(app, deps, 'increment');
}
