// One burden in a process of its own, so that what it takes is not taken from who measures: started by `burdenOf`.
import { setMaxListeners } from 'node:events';
import { allBurdens, type BurdenName } from './burdens.ts';
import type { Target } from './target.ts';

const [name, target] = process.argv.slice(2);
const stopping = new AbortController();
// Each of many connections listens to it.
setMaxListeners(0, stopping.signal);
const outcomes: Record<string, number> = {};
let events = 0;
const add = (outcome: string, accepted = 0) => {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  events += accepted;
};
process.once('SIGTERM', () => stopping.abort());
const endless = allBurdens[name as BurdenName](JSON.parse(target ?? '') as Target, stopping.signal, add);
await new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
// What is on its way is waited for, so that what was accepted is known; what never ends is not.
await Promise.race([endless, new Promise((resolve) => setTimeout(resolve, 15_000))]);
process.stdout.write(JSON.stringify({ outcomes, events }), () => process.exit(0));
