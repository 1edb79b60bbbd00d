import { createAnalytics } from '@gatrix/analytics-sdk';

/** What this game records. */
export interface Events {
  quest_completed: { quest: string; level: number };
  item_bought: { item: string; __revenue: number };
}

export const analytics = createAnalytics<Events>({
  clientId: import.meta.env.VITE_ANALYTICS_CLIENT_ID || 'default',
  apiUrl: '/api/v1/analytics',
});
