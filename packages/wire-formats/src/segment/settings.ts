import { json } from '../bodies.ts';
import type { WireAnswer, WireRequest } from '../wire-format.ts';

/** What the browser's SDK asks its CDN for: with it, one changed address (`cdnURL`) brings the events here as well. */
export function settings({ params, headers }: WireRequest): WireAnswer {
  const protocol = headers['x-forwarded-proto']?.split(',')[0]?.trim() === 'https' ? 'https' : 'http';
  const enabled = { __default: { enabled: true, integrations: {} } };
  return json({
    integrations: {
      'Segment.io': {
        apiKey: params.writeKey,
        apiHost: `${headers.host}/v1`,
        protocol,
        unbundledIntegrations: [],
      },
    },
    plan: {
      track: enabled,
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  });
}
