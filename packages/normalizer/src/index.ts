export { type BotDetectorOptions, createBotDetector } from './bot-detector.ts';
export { normalizeBot } from './bot-event.ts';
export type { Channel } from './channel.ts';
export type { GeoLocation } from './geo/geo-location.ts';
export { createGeoLookup, emptyGeoLookup, type GeoLookup, type GeoLookupOptions } from './geo/geo-lookup.ts';
export { readAddress, readFirstAddress } from './geo/read-address.ts';
export {
  createDataCenterLookup,
  type DataCenterLookup,
  noDataCenters,
} from './network/data-center-lookup.ts';
export { createNormalizer, type Normalizer, type NormalizerOptions } from './normalizer.ts';
export type { NormalizerInput } from './normalizer-input.ts';
export { type FlatProperties, flattenProperties, propertyLimits } from './properties.ts';
export type { ReferrerType } from './referrer/referrer-classifier.ts';
export { wellFormed } from './text.ts';
export { type ClientHints, clientHintsFrom } from './user-agent/client-hints.ts';
export type { Agent, Device } from './user-agent/device.ts';
export { isHttpLibrary } from './user-agent/programs.ts';
export {
  createUserAgentParser,
  type UserAgentParser,
  type UserAgentParserOptions,
} from './user-agent/user-agent-parser.ts';
