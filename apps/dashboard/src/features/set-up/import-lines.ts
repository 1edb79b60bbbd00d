export interface ImportLine {
  readonly source: string;
  readonly name: string;
  /** The files as its documentation has them. */
  readonly files: string;
}

/** In the order of the documentation, `docs/import`. */
export const importLines: readonly ImportLine[] = [
  { source: 'access-log', name: 'Access log', files: 'access.log' },
  { source: 'openpanel', name: 'OpenPanel', files: 'events.jsonl' },
  { source: 'posthog', name: 'PostHog', files: 'events.jsonl' },
  { source: 'mixpanel', name: 'Mixpanel', files: 'export.jsonl' },
  { source: 'amplitude', name: 'Amplitude', files: '*.json.gz' },
  { source: 'umami', name: 'Umami', files: 'website_event.csv' },
  { source: 'plausible', name: 'Plausible', files: 'imported_*.csv' },
  { source: 'matomo', name: 'Matomo', files: 'visits.json' },
  { source: 'ga4', name: 'Google Analytics 4', files: 'events.jsonl' },
  { source: 'gameanalytics', name: 'GameAnalytics', files: 'raw-export.json.gz' },
  { source: 'events', name: 'Gatrix Analytics', files: 'export.ndjson' },
];

/** A look at what would come, the import, and how all of it is taken back. */
export function importCommands({ source, files }: ImportLine, projectId: string): string {
  const command = `npx gatrix-analytics import ${source} ${files} --project ${projectId}`;
  return `${command} --dry-run
${command}
npx gatrix-analytics import list --project ${projectId}
npx gatrix-analytics import undo <id> --project ${projectId}`;
}
