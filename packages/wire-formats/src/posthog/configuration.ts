import type { WireAnswer, WireRequest } from '../wire-format.ts';

/** `/flags`: none, so that the SDK neither waits nor asks again. */
export const emptyFlags = {
  flags: {},
  featureFlags: {},
  featureFlagPayloads: {},
  errorsWhileComputingFlags: false,
};

/** What posthog-js reads before it sends: everything that this server has no use for is off. */
export const configuration = {
  supportedCompression: ['gzip', 'gzip-js', 'base64'],
  hasFeatureFlags: false,
  captureDeadClicks: false,
  capturePerformance: false,
  autocaptureExceptions: false,
  elementsChainAsString: true,
  sessionRecording: false,
  heatmaps: false,
  surveys: false,
  siteApps: [],
};

/** The same as the script that posthog-js loads first. */
export function configurationScript({ params }: WireRequest): WireAnswer {
  const token = JSON.stringify(params.token ?? '').replaceAll('<', '\\u003c');
  const config = JSON.stringify({ config: configuration, siteApps: [] });
  return {
    type: 'text/javascript; charset=utf-8',
    body: `(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{})[${token}]=${config};`,
  };
}
