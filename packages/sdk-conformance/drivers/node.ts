import { runInThisContext } from 'node:vm';
import { type Analytics, createAnalytics } from '@gatrix/analytics-node';
import { createDiskQueue } from '@gatrix/analytics-node/disk';
import manifest from '@gatrix/analytics-node/package.json' with { type: 'json' };
import { clockScript } from './clock.ts';
import { type Command, drive, sayDrop } from './lines.ts';

let analytics: Analytics | undefined;

function start(command: Command): void {
  runInThisContext(clockScript(Number(command.clockOffsetMs ?? 0)));
  analytics = createAnalytics({
    clientId: `${command.clientId}`,
    clientSecret: `${command.clientSecret}`,
    apiUrl: `${command.url}`,
    storage: createDiskQueue({ directory: `${command.directory}` }),
    onDrop: ({ payload }, reason) => sayDrop(payload.name, reason),
    onError: () => undefined,
    ...(command.consent === 'pending' && { consent: 'pending' }),
    ...(typeof command.maxQueue === 'number' && { maxQueue: command.maxQueue }),
  });
}

await drive(
  {
    client: manifest.name,
    version: manifest.version,
    can: ['storage', 'consent', 'maxQueue', 'clock', 'large'],
  },
  async (command) => {
    const { names = [], properties } = command as { names?: string[]; properties?: Record<string, unknown> };
    if (command.do === 'start') start(command);
    else if (command.do === 'track') for (const name of names) analytics?.track(name, properties);
    else if (command.do === 'flush') await analytics?.flush();
    else if (command.do === 'optIn') analytics?.optIn();
    else if (command.do === 'optOut') analytics?.optOut();
    else if (command.do === 'stop') await analytics?.shutdown();
    else if (command.do === 'abandon') await analytics?.shutdown(1);
    // What `track` has returned from is on disk.
    else if (command.do !== 'persisted') throw new Error(`cannot ${command.do}`);
  },
);
process.exit(0);
