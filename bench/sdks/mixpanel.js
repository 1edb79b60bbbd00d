import mixpanel from 'mixpanel-browser';

mixpanel.init('client', {
  api_host: globalThis.collectorUrl,
  api_payload_format: 'json',
  persistence: 'localStorage',
  track_pageview: 'url-with-path',
});
globalThis.track = (name) => mixpanel.track(name, { level: 12 });
