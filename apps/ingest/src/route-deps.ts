import type { onRequestHookHandler } from 'fastify';
import type { Gate } from './accept/gate.ts';
import type { GateDeps, SenderTests } from './deps.ts';

/** What the routes work with. */
export interface RouteDeps extends GateDeps, SenderTests {
  /** Before a request's body is read. */
  readonly refuseEarly: onRequestHookHandler;
  readonly gate: Gate;
}
