// Runs the product: installs and builds what is not there yet, then starts everything in one process.
import { checkNode, ensureBuilt, ensureInstalled } from './workspace.mjs';

checkNode();
ensureInstalled();
ensureBuilt();
await import('../apps/standalone/dist/main.js');
