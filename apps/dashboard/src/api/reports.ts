import type { Compare, Filter, InsightsAnswer, Interval } from '@gatrix/analytics-protocol/insights';
import type { DataOf, Definitions, InputOf } from '@gatrix/analytics-reports';
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

export type FunnelQuery = ReportTypes['funnel']['query'];
export type RetentionQuery = ReportTypes['retention']['query'];
export type SeriesQuery = ReportTypes['POST query']['query'];

type Report = Definitions[keyof Definitions];
type AddressOf<One extends Report> = [NonNullable<One['pathForPages']>] extends [never]
  ? One['path']
  : NonNullable<One['pathForPages']>;
type Relative<Address extends string> = Address extends `/${infer Rest}` ? Rest : never;

/**
 * A report's name on the page is its address, `names/events`, by the path that no ad-blocker holds back. In front of it
 * stands POST where its question is too big for an address. What there is follows from the list of reports.
 */
type NameOf<One extends Report> = 'GET' extends One['methods'][number]
  ? Relative<AddressOf<One>>
  : `POST ${Relative<AddressOf<One>>}`;

/** What a report takes, as the page sends it. */
type Sent<Value> = Value extends readonly (infer Item)[]
  ? readonly Sent<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Key extends 'filters' ? Filter | undefined : Sent<Value[Key]> }
    : Value;

/** Beside its own parameters stand those that reports share, as the page holds them together. */
type QueryOf<Taken> = Taken & Omit<CommonQuery, keyof Taken>;

/** Each report: what it is asked with, and what it answers. */
export type ReportTypes = {
  [One in Report as NameOf<One>]: { query: QueryOf<Sent<InputOf<One['name']>>>; data: DataOf<One['name']> };
};

export type ReportName = keyof ReportTypes;

/** Reports that come in pages of rows. */
export type ListName = {
  [Name in ReportName]: ReportTypes[Name] extends { query: { cursor?: unknown }; data: readonly unknown[] }
    ? Name
    : never;
}[ReportName];

/** Asks a project's report. */
export function askReport<Name extends ReportName>(
  http: Http,
  projectId: string,
  name: Name,
  query: ReportTypes[Name]['query'],
  signal?: AbortSignal,
): Promise<InsightsAnswer<ReportTypes[Name]['data']>> {
  const { id, ...rest }: Readonly<Record<string, QueryValue>> = { ...query };
  const [address = name, method] = name.split(' ').reverse();
  const inProject = address.replace(':id', () => encodeURIComponent(String(id ?? '')));
  const path = `insights/${encodeURIComponent(projectId)}/${inProject}`;
  return method === 'POST' ? http.send('POST', path, rest, signal) : http.get(path, rest, signal);
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
