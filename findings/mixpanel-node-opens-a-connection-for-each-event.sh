#!/bin/sh
# Expected: an SDK whose option keepAlive is true by default sends 300 events of one loop over a few connections, and sends an event again whose
# connection was reset.
# Seen with mixpanel 0.24.0 for Node: 300 connections at once, one for each event, and an event whose connection is reset is sent by nobody again.
# A server that lets Node's default of 511 connections wait loses events of larger bursts by it: Linux resets some that it cannot take.
# Source: connections and events that a server counts, printed below. Fails where this changes.
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund mixpanel@0.24.0 >/dev/null
cat >look.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:http';
import Mixpanel from 'mixpanel';

let connections = 0;
const arrived = new Set();
const server = createServer((request, response) => {
  const data = new URL(request.url, 'http://localhost').searchParams.get('data');
  arrived.add(JSON.parse(Buffer.from(data, 'base64')).event);
  response.end('1');
});
server.on('connection', (socket) => {
  connections += 1;
  if (connections === 1) socket.resetAndDestroy();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const mixpanel = Mixpanel.init('token', { host: '127.0.0.1', port: server.address().port, protocol: 'http' });
const errors = [];
const track = (name) =>
  new Promise((resolve) => mixpanel.track(name, { distinct_id: 'user' }, (error) => resolve(error && errors.push(error.code))));
await Promise.all(Array.from({ length: 300 }, (_, n) => track(`event ${n}`)));
await new Promise((resolve) => setTimeout(resolve, 3_000));
console.log(`connections: ${connections}, events that arrived: ${arrived.size} of 300, errors: ${errors}`);
process.exit(connections === 300 && arrived.size === 299 && errors.length === 1 ? 0 : 1);
JS
node look.mjs
