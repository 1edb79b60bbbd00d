// A server that records and is ended from outside: gatrix-node.test.ts starts it as a process of its own.
import { createAnalytics } from '@gatrix/analytics-node';
import { createDiskQueue } from '@gatrix/analytics-node/disk';

const { URL: apiUrl = '', CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env;
const { DIRECTORY: directory, NAME: name = '', EVENTS: events = '0', OWN_HANDLER: ownHandler } = process.env;

const analytics = createAnalytics({
  clientId,
  clientSecret,
  apiUrl,
  // Nothing is sent before the end.
  flushAt: 1_000_000,
  flushIntervalMs: 600_000,
  onDrop: (message, reason) => process.stdout.write(`dropped ${message.payload.name} ${reason}\n`),
  ...(directory && { storage: createDiskQueue({ directory }) }),
});
for (let number = 0; number < Number(events); number++)
  analytics.track(name, { number }, { profileId: 'node-app' });
if (ownHandler) {
  process.on('SIGTERM', async () => {
    await analytics.shutdown();
    process.exit(7);
  });
}
// As a server that listens does.
setInterval(() => undefined, 1_000);
process.stdout.write('tracked\n');
