// Runs the product: installs and builds what is not there yet, then starts everything in one process, and again where it hangs.
import { checkNode, ensureBuilt, ensureInstalled } from './workspace.mjs';

// Each of the engine's running statements holds one of Node's threads, of which there are four otherwise.
process.env.UV_THREADPOOL_SIZE ??= '16';

checkNode();
ensureInstalled();
ensureBuilt();
await import('../apps/standalone/dist/bundle/supervise.js');
