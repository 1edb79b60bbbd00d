import { OpenPanel } from '@openpanel/web';

const analytics = new OpenPanel({
  clientId: 'client',
  apiUrl: globalThis.collectorUrl,
  trackScreenViews: true,
});
globalThis.track = (name) => void analytics.track(name, { level: 12 });
