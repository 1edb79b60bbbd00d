import type { CommonParameters } from '@gatrix/analytics-protocol/insights';
import type { z } from 'zod';
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
import type { Report } from './reports/report.ts';
import { retention } from './reports/retention.ts';
import { segmentHistory } from './reports/segment-history.ts';
import { segmentList } from './reports/segment-list.ts';
import { segmentMembers } from './reports/segment-members.ts';
import { segmentSize } from './reports/segment-size.ts';
import { sessions } from './reports/sessions.ts';
import { sqlReport } from './reports/sql.ts';
import { timeseries } from './reports/timeseries.ts';
import { valueNames } from './reports/value-names.ts';

/** Every report there is, in the order of the documentation. */
export const reportList = [
  metrics,
  timeseries,
  pages,
  breakdown,
  live,
  funnel,
  funnelUsers,
  retention,
  query,
  sqlReport,
  flows,
  activeUsers,
  lifecycle,
  monetization,
  firstPurchases,
  ingestHealth,
  importedTotals,
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
] as const;

export type AnyReport = Report<CommonParameters, unknown>;

type Listed = (typeof reportList)[number];
/** The reports by their names. */
export type Definitions = { readonly [One in Listed as One['name']]: One };
export type ReportName = keyof Definitions;

/** Parameters as they travel, and as they are validated. */
export type InputOf<Name extends ReportName> = z.input<Definitions[Name]['parameters']>;
export type ParametersOf<Name extends ReportName> = z.output<Definitions[Name]['parameters']>;
export type DataOf<Name extends ReportName> = z.output<Definitions[Name]['data']>;

export const definitions = Object.fromEntries(reportList.map((one) => [one.name, one])) as Definitions;
