export type {
  AnyEvents,
  DropReason,
  Group,
  Message,
  Properties,
  Traits,
  Transport,
} from '@gatrix/analytics-sdk';
export { createAnalytics } from './create-analytics.ts';
export type {
  About,
  Analytics,
  AnalyticsOptions,
  Storage,
  StoredMessage,
  TrackArguments,
} from './types.ts';
