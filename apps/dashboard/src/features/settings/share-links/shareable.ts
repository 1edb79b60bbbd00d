/** A report of the query API with its parameters, as a share link keeps it. */
export interface Question {
  readonly report: string;
  readonly query: Readonly<Record<string, unknown>>;
}

/** What a page asks, by its name. */
const reportsOf: Readonly<Record<string, readonly string[]>> = {
  overview: ['metrics', 'timeseries'],
  explore: ['query'],
  funnels: ['funnel'],
  retention: ['retention'],
  monetization: ['monetization'],
  flows: ['flows'],
  versions: ['query'],
  'active-users': ['activeUsers'],
};

/** The questions of what a page shows; none where it shows events or people. */
export function questionsOf(page: string, parameters: object | undefined): readonly Question[] {
  const reports = parameters && Object.hasOwn(reportsOf, page) ? reportsOf[page] : undefined;
  const { interval, ...rest }: Readonly<Record<string, unknown>> = { ...parameters };
  return (reports ?? []).map((report) => ({
    report,
    query: report === 'metrics' || interval === undefined ? rest : { ...rest, interval },
  }));
}
