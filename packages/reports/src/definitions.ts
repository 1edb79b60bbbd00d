import { activeUsers } from './reports/active-users.ts';
import { breakdown } from './reports/breakdown.ts';
import { eventNames } from './reports/event-names.ts';
import { events } from './reports/events.ts';
import { firstPurchases } from './reports/first-purchases.ts';
import { flows } from './reports/flows.ts';
import { funnel } from './reports/funnel.ts';
import { funnelUsers } from './reports/funnel-users.ts';
import { importedTotals } from './reports/imported-totals.ts';
import { ingestHealth } from './reports/ingest-health.ts';
import { lifecycle } from './reports/lifecycle.ts';
import { live } from './reports/live.ts';
import { metrics } from './reports/metrics.ts';
import { monetization } from './reports/monetization.ts';
import { pages } from './reports/pages.ts';
import { profile } from './reports/profile.ts';
import { profileEvents } from './reports/profile-events.ts';
import { profiles } from './reports/profiles.ts';
import { propertyNames } from './reports/property-names.ts';
import { query } from './reports/query.ts';
import { retention } from './reports/retention.ts';
import { segmentHistory } from './reports/segment-history.ts';
import { segmentList } from './reports/segment-list.ts';
import { segmentMembers } from './reports/segment-members.ts';
import { segmentSize } from './reports/segment-size.ts';
import { sessions } from './reports/sessions.ts';
import { sqlReport } from './reports/sql.ts';
import { timeseries } from './reports/timeseries.ts';
import { valueNames } from './reports/value-names.ts';

/** Every report there is: its schemas, its summary and how it is found. */
export const definitions = {
  metrics,
  timeseries,
  pages,
  breakdown,
  live,
  funnel,
  funnelUsers,
  retention,
  query,
  sql: sqlReport,
  flows,
  ingestHealth,
  importedTotals,
  activeUsers,
  lifecycle,
  monetization,
  firstPurchases,
  events,
  sessions,
  profiles,
  profile,
  profileEvents,
  eventNames,
  propertyNames,
  valueNames,
  segmentMembers,
  segmentHistory,
  segmentSize,
  segmentList,
} as const;
