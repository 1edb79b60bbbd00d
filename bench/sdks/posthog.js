import posthog from 'posthog-js';

posthog.init('client', {
  api_host: globalThis.collectorUrl,
  // Otherwise it records nothing in a browser without a head.
  opt_out_useragent_filter: true,
  capture_pageview: 'history_change',
  autocapture: false,
  advanced_disable_flags: true,
  disable_compression: true,
  disable_external_dependency_loading: true,
  disable_session_recording: true,
});
globalThis.track = (name) => posthog.capture(name, { level: 12 });
