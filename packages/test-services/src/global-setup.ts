import { coordinatorVariable, loadTestConfig } from './config.ts';
import { startCoordinator } from './coordinator.ts';
import { createTestServers } from './test-servers.ts';

/** For `globalSetup` of vitest. Starts no server: each starts when the first test file asks for it. */
export async function setup(): Promise<() => Promise<void>> {
  const coordinator = await startCoordinator(createTestServers(loadTestConfig(process.env)));
  process.env[coordinatorVariable] = coordinator.address;
  return () => coordinator.close();
}
