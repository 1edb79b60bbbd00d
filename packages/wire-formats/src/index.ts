import { amplitude } from './amplitude/amplitude.ts';
import { ga4 } from './ga4/ga4.ts';
import { gameanalytics } from './gameanalytics/gameanalytics.ts';
import { matomo } from './matomo/matomo.ts';
import { mixpanel } from './mixpanel/mixpanel.ts';
import { plausible } from './plausible/plausible.ts';
import { posthog } from './posthog/posthog.ts';
import { segment } from './segment/segment.ts';
import { umami } from './umami/umami.ts';
import type { WireFormat } from './wire-format.ts';

export { isMixpanelBody, mixpanel } from './mixpanel/mixpanel.ts';
export {
  type Delivery,
  type Outcome,
  type OwnMessage,
  type Refusal,
  type Vendor,
  vendors,
  type WireAnswer,
  type WireConfiguration,
  type WireFormat,
  WireProblem,
  type WireRequest,
  type WireRoute,
} from './wire-format.ts';

/** Every vendor's. */
export const wireFormats: readonly WireFormat[] = [
  posthog,
  segment,
  mixpanel,
  umami,
  plausible,
  ga4,
  matomo,
  amplitude,
  gameanalytics,
];

/** Addresses to which pages send with credentials: their SDK ends each with a slash, which sets it apart from our own. */
export const credentialedPaths: ReadonlySet<string> = new Set(
  wireFormats
    .filter(({ sendsCredentials }) => sendsCredentials)
    .flatMap(({ routes }) => routes.map(({ path }) => path))
    .filter((path) => path.endsWith('/')),
);
