// Each SDK as its own documentation starts it for a server that runs on; `end` is what it says to call before the end.
import { join } from 'node:path';

const gatrix = async (url, storage) => {
  const { createAnalytics } = await import('@gatrix/analytics-node');
  const analytics = createAnalytics({ clientId: 'client', clientSecret: 'secret', apiUrl: url, storage });
  return {
    track: (name) => analytics.track(name, { level: 12 }, { profileId: 'user-1' }),
    end: () => analytics.shutdown(),
  };
};

export const clients = {
  '@gatrix/analytics-node': (url) => gatrix(url, undefined),
  '@gatrix/analytics-node with disk queue': async (url, directory) => {
    const { createDiskQueue } = await import('@gatrix/analytics-node/disk');
    return gatrix(url, createDiskQueue({ directory: join(directory, 'queue') }));
  },
  'posthog-node': async (url) => {
    const { PostHog } = await import('posthog-node');
    const posthog = new PostHog('client', { host: url });
    return {
      track: (event) => posthog.capture({ distinctId: 'user-1', event, properties: { level: 12 } }),
      end: () => posthog.shutdown(),
    };
  },
  '@segment/analytics-node': async (url) => {
    const { Analytics } = await import('@segment/analytics-node');
    const analytics = new Analytics({ writeKey: 'client', host: url });
    return {
      track: (event) => analytics.track({ userId: 'user-1', event, properties: { level: 12 } }),
      end: () => analytics.closeAndFlush(),
    };
  },
  mixpanel: async (url) => {
    const { default: Mixpanel } = await import('mixpanel');
    const mixpanel = Mixpanel.init('client', { host: new URL(url).host, protocol: 'http' });
    // It has nothing to wait with but the calls' own callbacks.
    const waiting = [];
    return {
      track: (name) =>
        waiting.push(
          new Promise((resolve) => mixpanel.track(name, { distinct_id: 'user-1', level: 12 }, resolve)),
        ),
      end: () => Promise.all(waiting),
    };
  },
  '@openpanel/sdk': async (url) => {
    const { OpenPanel } = await import('@openpanel/sdk');
    const openpanel = new OpenPanel({ apiUrl: url, clientId: 'client', clientSecret: 'secret' });
    const waiting = [];
    return {
      track: (name) => waiting.push(openpanel.track(name, { profileId: 'user-1', level: 12 })),
      end: () => Promise.allSettled(waiting),
    };
  },
};
