/** For the head of a page: calls wait, with their time, until the script is there. */
export function webSnippet(host: string, clientId: string): string {
  return `<script>
  window.gatrix = window.gatrix || function () { (gatrix.q = gatrix.q || []).push([Date.now(), arguments]) };
  gatrix('init', ${JSON.stringify({ clientId, apiUrl: host })});
</script>
<script async src="${host}/sdk.js"></script>`;
}

export function codeSnippet(host: string, clientId: string): string {
  return `// npm install @gatrix/analytics-sdk
import { createAnalytics } from '@gatrix/analytics-sdk';

const analytics = createAnalytics({
  clientId: '${clientId}',
  apiUrl: '${host}',
});
analytics.track('level_up', { level: 12 });`;
}

/** The secret is the client's own where it was made just now: it is never shown again. */
export function curlSnippet(host: string, clientId: string, secret = '<secret>'): string {
  return `curl -X POST ${host}/track \\
  -H 'content-type: application/json' \\
  -H 'openpanel-client-id: ${clientId}' \\
  -H 'openpanel-client-secret: ${secret}' \\
  -d '{"type":"track","payload":{"name":"screen_view","path":"/hello"}}'`;
}
