import type { FastifyInstance } from 'fastify';
import type { RouteDeps } from '../route-deps.ts';
import { registerBareRoute } from './bare-payload.ts';

/** `POST /identify`: the bare payload of that type. */
export function registerIdentify(app: FastifyInstance, deps: RouteDeps): void {
  registerBareRoute(app, deps, 'identify');
}
