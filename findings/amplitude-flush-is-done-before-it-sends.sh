#!/usr/bin/env bash
# One expects: the promise of flush() is done when everything that was tracked before it has been answered, so that awaiting it before a process or page
# ends loses nothing. That is what a flush of other SDKs waits for.
# Seen in @amplitude/analytics-node 1.5.73: while an earlier request waits for its answer, flush() sends nothing and is done at once. What was tracked
# since stays in the queue, and goes with a later interval, which a process that ends has not. Output seen:
#   done after less than half of the answer's time; sent by then: first
#   sent in the end: first, second
# The promise of each track() is done when its own event was answered; awaiting these is right. Source: Destination.flush() in
# @amplitude/analytics-core, which @amplitude/analytics-browser shares: "Skipping flush because previous flush has not resolved."
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @amplitude/analytics-node@1.5.73 >/dev/null
cat > flush.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import * as amplitude from '@amplitude/analytics-node';

const answerMs = 3_000;
const sent = [];
let arrived;
const firstArrived = new Promise((resolve) => (arrived = resolve));
const collector = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  sent.push(...JSON.parse(body).events.map((event) => event.event_type));
  arrived();
  setTimeout(() => response.end(JSON.stringify({ code: 200 })), answerMs);
}).listen(0, '127.0.0.1');
await once(collector, 'listening');
const serverUrl = `http://127.0.0.1:${collector.address().port}/2/httpapi`;
await amplitude.init('key', { serverUrl, flushIntervalMillis: 50, logLevel: 0 }).promise;

const user = { user_id: 'somebody' };
const first = amplitude.track('first', {}, user);
await firstArrived;
const second = amplitude.track('second', {}, user);
// So that it is in the queue.
await new Promise((resolve) => setTimeout(resolve, 20));
const begun = performance.now();
await amplitude.flush().promise;
const isEarly = performance.now() - begun < answerMs / 2;
const byThen = sent.join(', ');
await Promise.all([first.promise, second.promise]);
console.log(`done ${isEarly ? 'after less than half of' : 'not before'} the answer's time; sent by then: ${byThen}`);
console.log(`sent in the end: ${sent.join(', ')}`);
process.exit(isEarly && byThen === 'first' && sent.join(', ') === 'first, second' ? 0 : 1);
JS
node flush.mjs
