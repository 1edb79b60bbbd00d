import { amplitude } from './amplitude.ts';
import { ga4 } from './ga4.ts';
import { gameanalytics } from './gameanalytics.ts';
import { matomo } from './matomo.ts';
import { mixpanel } from './mixpanel.ts';
import { openpanel } from './openpanel.ts';
import { posthog } from './posthog.ts';
import type { ImportSource } from './source.ts';
import { umami } from './umami.ts';

/** Every vendor whose exports can be imported. */
export const sources: readonly ImportSource[] = [
  ...[openpanel, posthog, mixpanel, amplitude, umami, matomo],
  ...[ga4, gameanalytics],
];
