import { mixpanel } from './mixpanel/mixpanel.ts';
import { posthog } from './posthog/posthog.ts';
import { segment } from './segment/segment.ts';
import type { WireFormat } from './wire-format.ts';

export { isMixpanelBody, mixpanel } from './mixpanel/mixpanel.ts';
export {
  type Delivery,
  type Outcome,
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
export const wireFormats: readonly WireFormat[] = [posthog, segment, mixpanel];

/** Addresses to which pages send with credentials. */
export const credentialedPaths: ReadonlySet<string> = new Set(
  wireFormats
    .filter(({ sendsCredentials }) => sendsCredentials)
    .flatMap(({ routes }) => routes.map(({ path }) => path)),
);
