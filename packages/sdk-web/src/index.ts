export { AnalyticsSDK } from './analytics-sdk.ts';
export { createAnalytics } from './create-analytics.ts';
export type {
  Analytics,
  AnalyticsOptions,
  AnyEvents,
  DropReason,
  EventArguments,
  Group,
  Message,
  Properties,
  Traits,
  Transport,
} from './types.ts';
