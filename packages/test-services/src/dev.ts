import { fileURLToPath } from 'node:url';
import { loadDevConfig } from './config.ts';
import { startDevServices } from './dev-services.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const signalled = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
// Holds the process until the signal, also where it has started nothing.
const hold = setInterval(() => {}, 2 ** 30);

try {
  const services = await startDevServices(loadDevConfig(process.env), root, console.log);
  await signalled;
  await services.stop();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  clearInterval(hold);
}
