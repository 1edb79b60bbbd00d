import { join } from 'node:path';
import type { Standalone } from './app.ts';

/** What is printed when the stand-alone run is up: what to open, and calls that work as they stand. */
export function welcome({ url, credentials, signInUrl }: Standalone, dataDir: string): string {
  const { projectId, read } = credentials;
  return `
  Gatrix Analytics is running at ${url}

${openText(signInUrl)}  Send an event:

    curl -X POST ${url}/track -H 'content-type: application/json' \\
      -d '{"type":"track","payload":{"name":"screen_view","path":"/hello"}}'

  See it counted:

    curl -H 'openpanel-client-id: ${read.id}' \\
      -H 'openpanel-client-secret: ${read.secret}' \\
      ${url}/insights/${projectId}/metrics

  The query API:  ${url}/insights/docs
  Clients:        ${join(dataDir, 'credentials.json')}
  Data:           ${dataDir}
  Stop:           Ctrl+C
`;
}

function openText(signInUrl: string | undefined): string {
  return signInUrl === undefined
    ? ''
    : `  Open the dashboard (the link signs you in, once):\n\n    ${signInUrl}\n\n`;
}
