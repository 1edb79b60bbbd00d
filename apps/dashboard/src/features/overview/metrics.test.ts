import { expect, test } from 'vitest';
import { metricsOf } from './metrics.ts';

const values = (known: object) => ({
  active_users: 0,
  unique_visitors: 0,
  total_sessions: 0,
  total_screen_views: 0,
  total_events: 0,
  avg_session_duration: 0,
  bounce_rate: 0,
  views_per_session: 0,
  total_revenue: 0,
  ...known,
});
const shown = (data: Parameters<typeof metricsOf>[0]) => metricsOf(data).map(({ id }) => id);

test('active users lead, whether or not they are as many as the devices', () => {
  for (const known of [{}, { active_users: 132 }, { active_users: 2, unique_visitors: 2 }])
    expect(shown(values(known)).slice(0, 2)).toEqual(['active', 'visitors']);
});

test('revenue is shown where there is some, now or before', () => {
  expect(shown(values({}))).not.toContain('revenue');
  expect(shown(values({ total_revenue: -1 }))).toContain('revenue');
  expect(shown({ ...values({}), previous: values({ total_revenue: 1 }) })).toContain('revenue');
});
