import { attempt } from './attempt.ts';
import { createAnalytics } from './create-analytics.ts';
import { localStore } from './store.ts';
import type { Analytics, Properties, Traits } from './types.ts';

const legacySessionKey = 'analytics_session';

/** The session of Gatrix's first page code, `{ id, lastActivity }` in sessionStorage, is read once and goes on here. */
const takeOverSession = (clientId: string): void => {
  attempt(() => {
    const stored = sessionStorage.getItem(legacySessionKey);
    const key = `gatrix.${clientId}.session`;
    if (!stored) return;
    sessionStorage.removeItem(legacySessionKey);
    const { id, lastActivity } = JSON.parse(stored);
    if (id && !localStore(key)) localStore(key, JSON.stringify([id, lastActivity, lastActivity]));
  });
};

/**
 * The class of Gatrix's first page code, on this SDK: same constructor, same calls, same device id and session. Page
 * views are not counted by themselves, because pages written for that class track `screen_view` on their own.
 */
export class AnalyticsSDK {
  /** The client behind it, for everything else. */
  readonly client: Analytics;

  constructor(clientId = 'default', apiUrl = '/api/v1/analytics') {
    takeOverSession(clientId);
    this.client = createAnalytics({ clientId, apiUrl, pageViews: false });
  }

  /** Resolves when the event was answered, or stored for another attempt. */
  track(event: string, properties?: Properties): Promise<void> {
    this.client.track(event, properties);
    return this.client.flush();
  }

  /** Resolves when the profile was answered, or stored for another attempt. */
  identify(userId: string, traits?: Traits): Promise<void> {
    this.client.identify(userId, traits);
    return this.client.flush();
  }
}
