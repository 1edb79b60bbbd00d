// Runs the example host: installs and builds what is not there yet, then starts it beside an analytics server.
import { checkNode, ensureBuilt, ensureInstalled } from './workspace.mjs';

checkNode();
ensureInstalled();
ensureBuilt();
await import('../examples/gatrix-host/dist/backend/main.js');
