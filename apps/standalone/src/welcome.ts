import { join } from 'node:path';
import type { Standalone } from './app.ts';

/** What is printed when the stand-alone run is up: what to open, and calls that work as they stand. */
export function welcome({ url, credentials, signInUrl }: Standalone, dataDir: string): string {
  const { projectId, read } = credentials;
  const path = join(dataDir, 'credentials.json');
  return `
  Gatrix Analytics is running at ${url}

${openText(signInUrl)}  Send an event:

    curl -X POST ${url}/track -H 'content-type: application/json' \\
      -d '{"type":"track","payload":{"name":"screen_view","path":"/hello"}}'

  See it counted:

    curl -H 'openpanel-client-id: ${read.id}' \\
      -H "openpanel-client-secret: $(node -p 'require(process.argv[1]).read.secret' ${quoted(path)})" \\
      ${url}/insights/${projectId}/metrics

  The query API:  ${url}/insights/docs
  Clients:        ${path}
  Data:           ${dataDir}
  Stop:           Ctrl+C
`;
}

/** For a shell. The secret itself stays in its file: what is printed ends up in logs. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

function openText(signInUrl: string | undefined): string {
  return signInUrl === undefined
    ? ''
    : `  Open the dashboard (the link signs you in, once, within an hour; an account of your own
  is made under Settings, Members):\n\n    ${signInUrl}\n\n`;
}
