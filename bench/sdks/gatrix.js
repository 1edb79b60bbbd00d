import { createAnalytics } from '@gatrix/analytics-sdk';

const analytics = createAnalytics({ clientId: 'client', apiUrl: globalThis.collectorUrl });
globalThis.track = (name) => analytics.track(name, { level: 12 });
