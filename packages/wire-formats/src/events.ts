/** Events of vendors → our messages, for imports: what a vendor exports has the form in which it was sent. */
export { messagesOf as amplitudeMessages } from './amplitude/messages.ts';
export { eventOf as ga4Message } from './ga4/event.ts';
export { messagesOf as gameanalyticsMessages } from './gameanalytics/events.ts';
export { messagesOf as matomoMessages } from './matomo/messages.ts';
export { eventMessages as mixpanelMessages } from './mixpanel/events.ts';
export { withRevenue } from './own-messages.ts';
export { messagesOf as posthogMessages } from './posthog/messages.ts';
export { stableId } from './stable-id.ts';
export type { OwnMessage } from './wire-format.ts';
