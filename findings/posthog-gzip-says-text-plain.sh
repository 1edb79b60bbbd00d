#!/bin/sh
# Expected: a compressed body says so: by `Content-Encoding: gzip`, or as PostHog's servers document it by `?compression=gzip-js`.
# Seen with posthog-js 1.449.2: the first events of a page are gzip under `Content-Type: text/plain`, with no content encoding and
# nothing in the address. Retries are plain JSON, and the page's last request is a form with base64: three forms at one address,
# of which only the bytes tell the first. A proxy or server that believes the headers reads no JSON, and all page views are lost.
# Source: the package's own request, printed below. Fails where this changes.
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund posthog-js@1.449.2 jsdom@26.1.0 >/dev/null
cat >look.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { JSDOM } from 'jsdom';

const sent = [];
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  sent.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
  response.writeHead(200, { 'access-control-allow-origin': '*' }).end('{}');
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const { window } = new JSDOM('<title>Page</title>', { url: 'http://localhost/', pretendToBeVisual: true });
for (const name of ['window', 'document', 'location', 'localStorage', 'sessionStorage', 'navigator', 'history', 'Event', 'HTMLElement']) {
  Object.defineProperty(globalThis, name, { value: name === 'window' ? window : window[name], configurable: true });
}
Object.assign(window, { fetch, CompressionStream, Blob, Response, AbortController, TextEncoder });
const { default: { posthog } } = await import('posthog-js');
posthog.init('key', {
  api_host: `http://127.0.0.1:${server.address().port}`,
  opt_out_useragent_filter: true,
  advanced_disable_flags: true,
  disable_external_dependency_loading: true,
});
posthog.capture('event');
for (let waited = 0; sent.length === 0 && waited < 20_000; waited += 100) await new Promise((done) => setTimeout(done, 100));
const [{ url, headers, body }] = sent;
console.log(`POST ${url} content-type: ${headers['content-type']}, content-encoding: ${headers['content-encoding']}`);
console.log(`body: ${body.subarray(0, 4).toString('hex')}…, unpacked: ${gunzipSync(body).toString().slice(0, 60)}…`);
const saysNothing = headers['content-encoding'] === undefined && !url.includes('compression');
process.exit(saysNothing && headers['content-type'] === 'text/plain' ? 0 : 1);
JS
node look.mjs
