import type { Gate } from './accept/gate.ts';
import type { GateDeps, SenderTests } from './deps.ts';

/** What the routes work with. */
export interface RouteDeps extends GateDeps, SenderTests {
  readonly gate: Gate;
}
