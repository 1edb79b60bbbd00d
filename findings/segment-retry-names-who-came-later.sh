#!/bin/sh
# Expected: an SDK that sends a message again after 503 sends the same message, and alias('new-id') sends the new id.
# Seen with @segment/analytics-next 1.84.3: a page view of somebody who was not known is sent again, under the same messageId,
# with the userId of whoever was identified since. Who stores the last copy of a messageId gives a view to somebody else. And
# alias('new-id') sends the current user as userId AND previousId: the new id is nowhere in the request.
# Source: the package's own requests, printed below. Fails where this changes.
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @segment/analytics-next@1.84.3 jsdom@26.1.0 >/dev/null
cat >look.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { JSDOM } from 'jsdom';

const sent = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const isFirstView = request.url === '/v1/p' && !sent.some(({ type }) => type === 'page');
  if (body !== '') sent.push(JSON.parse(body));
  response.writeHead(isFirstView ? 503 : 200, { 'access-control-allow-origin': '*' }).end('{}');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const host = `127.0.0.1:${server.address().port}`;

const { window } = new JSDOM('<title>Page</title>', { url: 'http://localhost/', pretendToBeVisual: true });
for (const name of ['window', 'document', 'location', 'localStorage', 'navigator', 'XMLHttpRequest', 'HTMLAnchorElement']) {
  Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });
}
window.fetch = fetch;
const { AnalyticsBrowser } = await import('@segment/analytics-next');
const settings = { integrations: { 'Segment.io': { apiKey: 'key', apiHost: `${host}/v1`, protocol: 'http' } } };
const analytics = AnalyticsBrowser.load({ writeKey: 'key', cdnSettings: settings });
await analytics.page();
await analytics.identify('who-came-later');
await analytics.alias('new-id');
const views = () => sent.filter(({ type }) => type === 'page');
for (let waited = 0; views().length < 2 && waited < 30_000; waited += 100) await new Promise((r) => setTimeout(r, 100));
const [first, again] = views();
const alias = sent.find(({ type }) => type === 'alias');
const shown = ({ type, messageId, userId, previousId }) => JSON.stringify({ type, messageId, userId, previousId });
console.log(`sent:  ${shown(first)}\nagain: ${shown(again)}\nalias('new-id'): ${shown(alias)}`);
const isSeen =
  first.messageId === again.messageId && first.userId === null && again.userId === 'who-came-later' &&
  alias.userId === 'who-came-later' && alias.previousId === 'who-came-later' && !JSON.stringify(alias).includes('new-id');
process.exit(isSeen ? 0 : 1);
JS
node look.mjs
