import { AnalyticsBrowser } from '@segment/analytics-next';

const { host } = new URL(globalThis.collectorUrl);
const settings = { apiHost: `${host}/v1`, protocol: 'http', apiKey: 'client' };
const analytics = AnalyticsBrowser.load({
  writeKey: 'client',
  cdnSettings: { integrations: { 'Segment.io': settings } },
});
// It counts no page views by itself: this is what its own snippet does.
analytics.page();
globalThis.track = (name) => void analytics.track(name, { level: 12 });
