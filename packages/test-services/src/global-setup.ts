import { coordinatorVariable, loadTestConfig } from './config.ts';
import { startCoordinator } from './coordinator.ts';
import { describeStarts } from './starts.ts';
import { createTestServers } from './test-servers.ts';

/** For `globalSetup` of vitest. Starts no server: each starts when the first test file asks for it. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Each project of a run calls this; the first one's servers are for all of them.
  if (process.env[coordinatorVariable]) return undefined;
  const coordinator = await startCoordinator(createTestServers(loadTestConfig(process.env)));
  process.env[coordinatorVariable] = coordinator.address;
  return async () => {
    const started = describeStarts(coordinator.address);
    await coordinator.close();
    console.log(started);
  };
}
