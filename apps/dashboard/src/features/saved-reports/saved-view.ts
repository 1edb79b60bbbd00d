/** The pages whose state can be saved: the report's name and the page's path. */
export const reportPages = {
  overview: { path: '/', label: 'nav.overview' },
  explore: { path: '/explore', label: 'nav.explore' },
  funnels: { path: '/funnels', label: 'nav.funnels' },
  'active-users': { path: '/active-users', label: 'nav.activeUsers' },
  retention: { path: '/retention', label: 'nav.retention' },
  flows: { path: '/flows', label: 'nav.flows' },
  users: { path: '/users', label: 'nav.users' },
  sessions: { path: '/sessions', label: 'nav.sessions' },
  events: { path: '/events', label: 'nav.events' },
  monetization: { path: '/monetization', label: 'nav.monetization' },
  versions: { path: '/versions', label: 'nav.versions' },
  'ingest-health': { path: '/ingest-health', label: 'nav.health' },
} as const;

export type ReportPage = keyof typeof reportPages;

export function isReportPage(name: string): name is ReportPage {
  return Object.hasOwn(reportPages, name);
}

/** The page that a path shows; undefined where its state cannot be saved. */
export function pageOf(pathname: string): ReportPage | undefined {
  const name = pathname.replace(/^\/|\/$/g, '') || 'overview';
  return isReportPage(name) ? name : undefined;
}

/** Belongs to how the page is shown, not to what it shows. */
const shownHere = ['saved', 'embed', 'theme', 'lang'];
const notOfReport = [...shownHere, 'dialog', 'figure'];

/** What of an address's search makes the report. */
export function searchToSave(search: string): string {
  const kept = new URLSearchParams(search);
  for (const key of notOfReport) kept.delete(key);
  return kept.toString();
}

/** An address without what belongs to how the page is shown here. */
export function linkTo(href: string): string {
  const link = new URL(href);
  for (const key of notOfReport) if (key !== 'saved') link.searchParams.delete(key);
  return link.href;
}

/** Where a saved report opens: its state, with its id, beside how the page is shown now. */
export function addressOf(
  {
    id,
    report,
    query,
  }: { readonly id: string; readonly report: string; readonly query: { search?: unknown } },
  currentSearch: string,
): { readonly pathname: string; readonly search: string } | undefined {
  if (!isReportPage(report)) return undefined;
  const search = new URLSearchParams(typeof query.search === 'string' ? query.search : '');
  const current = new URLSearchParams(currentSearch);
  for (const key of shownHere) {
    const value = current.get(key);
    if (value !== null) search.set(key, value);
  }
  search.set('saved', id);
  return { pathname: reportPages[report].path, search: search.toString() };
}
