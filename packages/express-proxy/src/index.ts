export { type AnalyticsProxy, type AnalyticsProxyOptions, analyticsProxy } from './analytics-proxy.ts';
