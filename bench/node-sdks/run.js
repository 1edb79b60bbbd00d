// One program that records 10,000 events: `run.js <sdk> <url> <directory> <ending>`.

import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { clients } from './clients.js';

const [sdk, url, directory, ending] = process.argv.slice(2);
const client = await clients[sdk](url, directory);
process.on('unhandledRejection', (error) => {
  writeSync(2, `${sdk}: ${error}\n`);
});

// By the processor's time: others may use the machine.
const before = process.cpuUsage();
if (ending !== 'return') for (let n = 0; n < 10_000; n++) client.track(`event-${n}`);
const { user, system } = process.cpuUsage(before);
const callerMs = (user + system) / 1_000;
const say = () => writeSync(1, `${JSON.stringify({ callerMs, peakKb: process.resourceUsage().maxRSS })}\n`);
say();
if (ending === 'SIGTERM' || ending === 'SIGKILL') {
  process.kill(process.pid, ending);
  // A server has other things to do, too: it does not end by itself.
  await new Promise((resolve) => setTimeout(resolve, 60_000));
} else {
  if (ending !== 'end') await once(process.stdin, 'data');
  await client.end();
  say();
  process.exit(0);
}
