import type {
  ActiveUsersData,
  Aggregation,
  BreakdownData,
  BreakdownDimension,
  Compare,
  EventItem,
  Filter,
  FirstPurchasesData,
  FlowsData,
  FunnelData,
  FunnelUsersData,
  ImportedDimension,
  ImportedTotalsData,
  IngestHealthData,
  InsightsAnswer,
  Interval,
  LifecycleData,
  LiveData,
  MetricsData,
  MonetizationData,
  NamesData,
  PagesData,
  ProfileData,
  ProfileItem,
  ProfileSort,
  PropertyNamesData,
  QueryData,
  RetentionData,
  SegmentMember,
  SessionItem,
  TimeseriesData,
} from '@gatrix/analytics-protocol/insights';
import type { Http, QueryValue } from './http.ts';

/** The parameters that all reports share, as they travel. */
export interface CommonQuery {
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly timezone?: string | undefined;
  readonly interval?: Interval | undefined;
  readonly compare?: Compare | undefined;
  readonly filters?: Filter | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Of breakdowns and pages: false where they are not shown, which is faster. */
  readonly activeUsers?: boolean | undefined;
}

export interface FunnelQuery extends CommonQuery {
  readonly steps: readonly {
    readonly name?: string;
    /** In place of a name. */
    readonly anyOf?: readonly string[];
    readonly filters?: Filter;
  }[];
  readonly window?: string | undefined;
  readonly order?: 'ordered' | 'strict' | 'any' | undefined;
  readonly by?: 'user' | 'device' | 'session' | undefined;
  readonly exclusions?:
    | readonly { readonly event: string; readonly from: number; readonly to: number }[]
    | undefined;
  readonly breakdown?: BreakdownDimension | undefined;
  /** `first`, `last` or `step:n`. */
  readonly attribution?: string | undefined;
  readonly trend?: boolean | undefined;
  readonly timeToConvert?: boolean | undefined;
}

export interface FunnelUsersQuery extends FunnelQuery {
  readonly step: number;
  readonly dropped: boolean;
}

export interface RetentionQuery extends CommonQuery {
  readonly startEvent?: string | undefined;
  readonly returnEvent?: string | undefined;
  readonly period?: 'day' | 'week' | 'month' | undefined;
  readonly periods?: number | undefined;
  /** In place of periods: `1,2-3,4-7`. */
  readonly brackets?: string | undefined;
  readonly criterion?: 'on' | 'on_or_after' | undefined;
  readonly cohort?: 'first_time' | 'recurring' | undefined;
  readonly breakdown?: BreakdownDimension | undefined;
}

export interface SeriesQuery extends CommonQuery {
  readonly series: readonly {
    readonly event?: string | undefined;
    readonly aggregation: Aggregation;
    readonly filters?: Filter | undefined;
    readonly property?: string | undefined;
  }[];
  readonly breakdowns: readonly BreakdownDimension[];
  readonly formulas: readonly string[];
}

export interface FlowsQuery extends CommonQuery {
  readonly event: string;
  readonly direction: 'after' | 'before';
  readonly depth: number;
  readonly show: 'events' | 'pages';
}

/** Each report: what it is asked with, and what it answers. */
export interface ReportTypes {
  metrics: { query: CommonQuery; data: MetricsData };
  timeseries: { query: CommonQuery; data: TimeseriesData };
  pages: { query: CommonQuery & { readonly by: 'top' | 'entry' | 'exit' }; data: PagesData };
  breakdown: { query: CommonQuery & { readonly dimension: BreakdownDimension }; data: BreakdownData };
  live: { query: CommonQuery & { readonly maxLateMinutes?: number }; data: LiveData };
  funnel: { query: FunnelQuery; data: FunnelData };
  'funnel/users': { query: FunnelUsersQuery; data: FunnelUsersData };
  retention: { query: RetentionQuery; data: RetentionData };
  query: { query: SeriesQuery; data: QueryData };
  'names/events': { query: CommonQuery & { readonly search?: string }; data: NamesData };
  'names/properties': { query: CommonQuery & { readonly search?: string }; data: PropertyNamesData };
  'names/values': {
    query: CommonQuery & { readonly field: string; readonly search?: string };
    data: NamesData;
  };
  flows: { query: FlowsQuery; data: FlowsData };
  'active-users': { query: CommonQuery; data: ActiveUsersData };
  lifecycle: { query: CommonQuery; data: LifecycleData };
  'first-purchases': { query: CommonQuery & { readonly limit?: number }; data: FirstPurchasesData };
  monetization: { query: CommonQuery & { readonly days?: number }; data: MonetizationData };
  'ingest-health': { query: CommonQuery; data: IngestHealthData };
  'imported-totals': {
    query: CommonQuery & { readonly dimension: ImportedDimension };
    data: ImportedTotalsData;
  };
  events: { query: CommonQuery; data: readonly EventItem[] };
  sessions: { query: CommonQuery; data: readonly SessionItem[] };
  profiles: {
    query: CommonQuery & {
      readonly search?: string | undefined;
      readonly ids?: readonly string[] | undefined;
      readonly sort?: ProfileSort | undefined;
      readonly direction?: 'asc' | 'desc' | undefined;
      readonly totals?: boolean | undefined;
    };
    data: readonly ProfileItem[];
  };
  profile: { query: CommonQuery & { readonly id: string }; data: ProfileData };
  profileEvents: { query: CommonQuery & { readonly id: string }; data: readonly EventItem[] };
  segmentMembers: { query: CommonQuery & { readonly id: string }; data: readonly SegmentMember[] };
}

export type ReportName = keyof ReportTypes;

/** Reports that come in pages of rows. */
export type ListName =
  | 'events'
  | 'sessions'
  | 'profiles'
  | 'profileEvents'
  | 'segmentMembers'
  | 'funnel/users';

/** Reports whose question is too big for an address. */
const posted: ReadonlySet<ReportName> = new Set(['query', 'flows']);

/** Asks a project's report. */
export function askReport<Name extends ReportName>(
  http: Http,
  projectId: string,
  name: Name,
  query: ReportTypes[Name]['query'],
  signal?: AbortSignal,
): Promise<InsightsAnswer<ReportTypes[Name]['data']>> {
  const { id, ...rest }: Readonly<Record<string, QueryValue>> = { ...query };
  const path = `insights/${encodeURIComponent(projectId)}/${pathOf(name, String(id ?? ''))}`;
  return posted.has(name) ? http.send('POST', path, rest, signal) : http.get(path, rest, signal);
}

/** The report as the page's store of answers knows it. */
export function reportQuery<Name extends ReportName>(
  http: Http,
  projectId: string,
  name: Name,
  query: ReportTypes[Name]['query'],
) {
  return {
    queryKey: ['report', projectId, name, query],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      askReport(http, projectId, name, query, signal),
  };
}

function pathOf(name: ReportName, id: string): string {
  if (name === 'profile') return `profiles/${encodeURIComponent(id)}`;
  if (name === 'segmentMembers') return `segments/${encodeURIComponent(id)}/members`;
  // By the names that no ad-blocker holds back.
  if (name === 'profileEvents') return `profiles/${encodeURIComponent(id)}/activity`;
  return name === 'events' ? 'activity' : name;
}
