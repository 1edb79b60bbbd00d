export interface VendorLines {
  readonly vendor: string;
  readonly name: string;
  /** What to change where its SDK is started. */
  readonly lines: (host: string, clientId: string) => string;
}

/** In the order of the documentation, `docs/send/from-<vendor>.md`. */
export const vendorLines: readonly VendorLines[] = [
  {
    vendor: 'posthog',
    name: 'PostHog',
    lines: (host, id) => `posthog.init('${id}', { api_host: '${host}' });            // posthog-js
new PostHog('${id}', { host: '${host}' });                 // posthog-node`,
  },
  {
    vendor: 'segment',
    name: 'Segment',
    lines: (
      host,
      id,
    ) => `AnalyticsBrowser.load({ writeKey: '${id}', cdnURL: '${host}' });   // @segment/analytics-next
new Analytics({ writeKey: '${id}', host: '${host}' });             // @segment/analytics-node`,
  },
  {
    vendor: 'mixpanel',
    name: 'Mixpanel',
    lines: (host, id) => {
      const { host: address, protocol } = new URL(host);
      return `mixpanel.init('${id}', { api_host: '${host}' });                      // mixpanel-browser
Mixpanel.init('${id}', { host: '${address}', protocol: '${protocol.replace(':', '')}' });               // mixpanel for Node`;
    },
  },
  {
    vendor: 'umami',
    name: 'Umami',
    lines: (host, id) => `<script defer src="https://your-umami.example/script.js" data-host-url="${host}"
  data-website-id="${id}"></script>`,
  },
  {
    vendor: 'plausible',
    name: 'Plausible',
    lines: (host, id) =>
      `init({ domain: '${id}', endpoint: '${host}/api/event' });            // @plausible-analytics/tracker`,
  },
  {
    vendor: 'ga4',
    name: 'Google Analytics 4',
    lines: (host, id) => `gtag('config', 'G-${id}', { transport_url: '${host}' });`,
  },
  {
    vendor: 'matomo',
    name: 'Matomo',
    lines: (host, id) => `_paq.push(['setTrackerUrl', '${host}/matomo.php'], ['setSiteId', '${id}']);`,
  },
  {
    vendor: 'amplitude',
    name: 'Amplitude',
    lines: (host, id) =>
      `amplitude.init('${id}', { serverUrl: '${host}/2/httpapi' });         // browser and Node`,
  },
  {
    vendor: 'gameanalytics',
    name: 'GameAnalytics',
    lines: (host, id) => `const { GameAnalytics, http } = globalThis.gameanalytics;
http.GAHTTPApi.instance.baseUrl = '${host}/v2';
http.GAHTTPApi.instance.remoteConfigsBaseUrl = '${host}/remote_configs/v1';
GameAnalytics.initialize('${id.replaceAll('-', '')}', 'your-secret-key');`,
  },
];
