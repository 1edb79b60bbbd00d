/** What the snippet needs to know; `options` are further options of `createAnalytics` that JSON can say. */
export interface SnippetSettings {
  /** Where ingest serves the script build, such as `/api/v1/analytics/sdk.js`. */
  readonly scriptUrl: string;
  /** The id of a client of type `write`. */
  readonly clientId: string;
  /** Where ingest answers. Default `/api/v1/analytics`. */
  readonly apiUrl?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Keeps the calls made before the script is there, each with its time: `gatrix('track', 'level_up', { level: 12 })`. */
export const stub =
  'window.gatrix=window.gatrix||function(){(gatrix.q=gatrix.q||[]).push([Date.now(),[].slice.call(arguments)])}';

/** The HTML that goes into a page's head. What it is given is escaped for the script it stands in. */
export function createSnippet({ scriptUrl, clientId, apiUrl, options }: SnippetSettings): string {
  const init = JSON.stringify({ clientId, apiUrl, ...options }).replaceAll('<', '\\u003c');
  const source = scriptUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<script>${stub};gatrix('init',${init})</script><script async src="${source}"></script>`;
}
