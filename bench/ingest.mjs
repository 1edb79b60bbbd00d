// B1 and B2 of the performance plan: `POST /track`, acknowledged after Redis (AOF, everysec) has the events, against
// the same Fastify answering a constant to the same body. Run: node bench/ingest.mjs [rounds] [seconds]
// What each stage of a request costs: BENCH_STAGES=yes node bench/ingest.mjs [rounds] [seconds]
import { spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const isRegistered = process.execArgv.includes('--conditions=source');
if (!isRegistered) {
  const flags = ['--import', 'tsx', '--conditions=source'];
  const child = spawn(
    process.execPath,
    [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  );
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  const [rounds = 5, seconds = 3] = process.argv.slice(2).map(Number);
  await (process.env.BENCH_STAGES ? stages(rounds, seconds) : main(rounds, seconds));
}

async function main(rounds, seconds) {
  const { startRedis } = await import('@gatrix/analytics-test-services');
  const redis = await startRedis();
  const servers = [];
  try {
    const ingest = await startServer('ingest', redis.url);
    servers.push(ingest);
    const constant = await startServer('constant');
    servers.push(constant);
    const cases = {
      constant: [constant, single, 1],
      single: [ingest, single, 1],
      batch: [ingest, (clientId, visitor) => batch(clientId, visitor, 50), 50],
    };
    for (const [server, body] of Object.values(cases)) await run(server, body, 3_000);
    const results = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, [server, body, events]] of Object.entries(cases)) {
        await command(redis.port, 'FLUSHALL');
        const result = await run(server, body, seconds * 1_000);
        results[name].push({ ...result, events: result.perSecond * events });
      }
    }
    report(results);
  } finally {
    for (const { child } of servers) child.stdin.end();
    await redis.stop();
  }
}

/** One event a request, up to each stage of ingest: µs of CPU a request of the server's process, the least of all rounds. */
async function stages(rounds, seconds) {
  const { startRedis } = await import('@gatrix/analytics-test-services');
  const redis = await startRedis();
  const servers = [];
  try {
    const { stages: kinds } = await import('./ingest-stages.mjs');
    for (const kind of ['constant', ...kinds, 'checked', 'joined', 'assigned', 'ingest'])
      servers.push({ kind, least: Number.POSITIVE_INFINITY, ...(await startServer(kind, redis.url)) });
    for (let round = -1; round < rounds; round++) {
      for (const server of servers) {
        await command(redis.port, 'FLUSHALL');
        const { cpuUs } = await run(server, single, seconds * 1_000);
        // The first round warms up.
        if (round >= 0) server.least = Math.min(server.least, cpuUs);
      }
    }
    let before = 0;
    for (const { kind, least } of servers) {
      console.log(
        `${kind.padEnd(10)} ${least.toFixed(1).padStart(6)} µs, ${(least - before).toFixed(1)} more`,
      );
      before = least;
    }
  } finally {
    for (const { child } of servers) child.stdin.end();
    await redis.stop();
  }
}

function report({ constant, single: one, batch: fifty }) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const of = (list, pick) => median(list.map(pick));
  const ratios = (top, bottom, pick) => median(top.map((item, index) => pick(item) / pick(bottom[index])));
  const line = (name, value) => console.log(`${name.padEnd(58)} ${value}`);
  for (const [name, list] of Object.entries({ constant, 'one event': one, 'batch of 50': fifty })) {
    line(
      name,
      `${Math.round(of(list, (r) => r.perSecond))} requests/s, ` +
        `${of(list, (r) => r.cpuUs).toFixed(1)} µs CPU a request, ` +
        `p50 ${of(list, (r) => r.p50).toFixed(1)} ms, p99 ${of(list, (r) => r.p99).toFixed(1)} ms`,
    );
  }
  line('B1 requests/s against the constant', ratios(one, constant, (r) => r.perSecond).toFixed(2));
  line('B1 by CPU of the server (requests per CPU second)', ratios(constant, one, (r) => r.cpuUs).toFixed(2));
  line('B2 events/s of batches', Math.round(of(fifty, (r) => r.events)));
  line('B2 events/s against single events', ratios(fifty, one, (r) => r.events).toFixed(2));
}

function startServer(kind, ...args) {
  const file = fileURLToPath(new URL('ingest-server.mjs', import.meta.url));
  const child = spawn(
    process.execPath,
    // The built code, as it is deployed: what runs TypeScript wraps each closure that a request makes.
    ['--max-semi-space-size=64', file, kind, ...args],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return nextLine(lines, 'port').then((line) => ({ ...line, child, lines }));
}

/** The next line with this key; the rest is the server's log. */
async function nextLine(lines, key) {
  for (let { value, done } = await lines.next(); !done; { value, done } = await lines.next()) {
    const line = JSON.parse(value);
    if (key in line) return line;
  }
  throw new Error('the server ended');
}

function usage({ child, lines }) {
  child.stdin.write('cpu\n');
  return nextLine(lines, 'cpuUs');
}

/** 64 visitors, each with a connection and one request on its way, for a while. */
async function run(server, bodyOf, ms) {
  const requests = Array.from({ length: 64 }, (_, visitor) =>
    requestOf(bodyOf(server.clientId, visitor), visitor),
  );
  const before = await usage(server);
  const begun = performance.now();
  const latencies = (
    await Promise.all(requests.map((request) => connection(server.port, request, begun + ms)))
  ).flat();
  const elapsed = performance.now() - begun;
  const after = await usage(server);
  latencies.sort((a, b) => a - b);
  return {
    perSecond: (latencies.length / elapsed) * 1_000,
    cpuUs: (after.cpuUs - before.cpuUs) / latencies.length,
    p50: latencies[Math.floor(latencies.length * 0.5)],
    p99: latencies[Math.floor(latencies.length * 0.99)],
  };
}

/** As a browser on the project's own page sends it, by way of a proxy. */
function requestOf(body, visitor) {
  return Buffer.from(
    'POST /track HTTP/1.1\r\nhost: a.example.com\r\norigin: https://example.com\r\n' +
      'user-agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36\r\n' +
      `x-forwarded-for: 203.0.113.${visitor}\r\naccept-language: en\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function connection(port, request, until) {
  return new Promise((resolve, reject) => {
    const latencies = [];
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let text = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (data) => {
      text += data.toString('latin1');
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < headEnd + 4 + length) return;
      if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text));
      text = '';
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < until) return send();
      socket.end();
      resolve(latencies);
    });
  });
}

function command(port, text) {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write(`${text}\r\n`));
    socket.once('data', () => resolve(socket.end()));
    socket.once('error', reject);
  });
}

function event(visitor, index) {
  return {
    type: 'track',
    payload: {
      name: index % 3 === 0 ? 'screen_view' : 'level_up',
      deviceId: `device-${visitor}`,
      path: `/shop/items/${index}`,
      referrer: 'https://www.google.com/',
      title: 'Shop',
      profileId: `user-${visitor}`,
      properties: { level: index, coins: 12.5, mode: 'ranked', premium: index % 2 === 0 },
    },
  };
}

function single(clientId, visitor) {
  return JSON.stringify({ clientId, ...event(visitor, 1) });
}

function batch(clientId, visitor, size) {
  const events = Array.from({ length: size }, (_, index) => event(visitor, index));
  return JSON.stringify({ clientId, sentAt: new Date().toISOString(), sdk: 'web@0.1.0', batch: events });
}
