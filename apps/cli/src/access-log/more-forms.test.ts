import { describe, expect, test } from 'vitest';
import { createLogReader } from './read-log.ts';
import { offsetsOf } from './time-zone.ts';

const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const time = Date.UTC(2026, 10, 28, 3, 0, 0);

describe('HAProxy', () => {
  const line = (headers: string) =>
    `Nov 28 12:00:00 lb haproxy[14389]: 8.8.8.8:33317 [28/Nov/2026:12:00:00.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0${headers} "GET /a?b=1 HTTP/1.1"`;

  test('by the zone of its clock; what was captured is seen by what it holds', () => {
    const read = createLogReader({ offsetOf: offsetsOf('Asia/Seoul') });
    expect(read(line(` {shop.example|https://example.org/|${agent}|9.9.9.9} {}`))).toEqual({
      ...{ address: '9.9.9.9', time: time + 655, method: 'GET', target: '/a?b=1', status: 200 },
      ...{ referrer: 'https://example.org/', userAgent: agent, origin: 'https://shop.example' },
    });
  });

  test('without captured headers nobody says which agent it was; without a zone it is UTC', () => {
    expect(createLogReader({ form: 'haproxy' })(line(''))).toMatchObject({
      ...{ address: '8.8.8.8', time: time + 9 * 3_600_000 + 655, userAgent: '', origin: '' },
    });
  });

  test('a request that HAProxy could not read is one, too', () => {
    const bad = line('').replace('GET /a?b=1 HTTP/1.1', '<BADREQ>').replace(' 200 ', ' 400 ');
    expect(createLogReader()(bad)).toMatchObject({ method: '<BADREQ>', target: '', status: 400 });
  });
});

test('a load balancer’s agent may have quotes in it', () => {
  const line = `h2 2026-11-28T03:00:00.000000Z app/lb/1 8.8.8.8:28 10.0.0.1:80 0 0 0 200 200 3 4 "GET https://shop.example:443/a HTTP/2.0" "My \\"App\\" 1" C T`;
  expect(createLogReader()(line)).toMatchObject({ time, userAgent: 'My "App" 1' });
});

test.each([
  ['"2026/11/28 03:00:00"', 0],
  ['"2026/11/28 03:00:00.250"', 250],
  ['"2026-11-28T12:00:00.250+0900"', 250],
  ['"28/Nov/2026:12:00:00 +0900"', 0],
  ['1795834800.25', 250],
  ['1795834800250.5', 250],
  ['1795834800250123456', 250],
])('Caddy’s time as %s', (ts, milliseconds) => {
  const line = `{"ts":${ts},"request":{"client_ip":"8.8.8.8","method":"GET","uri":"/a","host":"shop.example"},"status":200}`;
  expect(createLogReader()(line)).toMatchObject({ time: time + milliseconds, target: '/a' });
});

describe("nginx' log_format", () => {
  test('as the configuration has it, in any order of its variables', () => {
    const read = createLogReader({
      logFormat: `log_format main escape=default '$time_iso8601|$status|"$request" '
        '"$http_user_agent" <$http_referer> $remote_addr rt=\${request_time}s $host';`,
    });
    const line = `2026-11-28T12:00:00+09:00|200|"GET /a?b=1 HTTP/1.1" "${agent}" <https://example.org/> 8.8.8.8 rt=0.012s shop.example`;
    expect(read(line)).toEqual({
      ...{ address: '8.8.8.8', time, method: 'GET', target: '/a?b=1', status: 200 },
      ...{ referrer: 'https://example.org/', userAgent: agent, origin: 'https://shop.example' },
    });
    expect(read(line.replace('|200|', ' 200 '))).toBe('unknown');
  });

  test.each([
    ['$scheme://$host$request_uri', 'https://shop.example/a?b=1'],
    ['$scheme://$host$uri$is_args$args', 'https://shop.example/a?b=1'],
    ['$scheme://$host$uri?$args', 'https://shop.example/a?b=1'],
  ])('an address put together as %s', (address, written) => {
    const read = createLogReader({
      logFormat: String.raw`log_format t '$time_iso8601\t$remote_addr\t$request_method\t${address}' "\t$status\t\"$http_user_agent\"";`,
    });
    expect(read(`2026-11-28T12:00:00+09:00\t8.8.8.8\tGET\t${written}\t200\t"${agent}"`)).toMatchObject({
      ...{ time, target: '/a?b=1', status: 200, userAgent: agent, origin: 'https://shop.example' },
    });
  });

  test('two variables side by side cannot be told apart, and are named', () => {
    const logFormat = '[$time_local] "$request" $status$body_bytes_sent';
    expect(() => createLogReader({ logFormat })).toThrow('between $status and $body_bytes_sent');
  });

  test.each([
    ['$remote_addr [$time_local] $status', 'request'],
    ['$remote_addr "$request" $status', 'time'],
    ['[$time_local] "$request"', 'status'],
  ])('%s is refused, and says what is missing', (logFormat, missing) => {
    expect(() => createLogReader({ logFormat })).toThrow(`says no ${missing}`);
  });
});

test('of a named form no other line is taken', () => {
  const combined = `8.8.8.8 - - [28/Nov/2026:12:00:00 +0900] "GET /a HTTP/1.1" 200 1 "-" "${agent}"`;
  expect(createLogReader({ form: 'combined' })(combined)).toMatchObject({ time });
  expect(createLogReader({ form: 'json' })(combined)).toBe('unknown');
});

test.each([
  ['Asia/Seoul', '2026-11-28T12:00:00Z', 9],
  ['America/New_York', '2026-03-08T01:59:59Z', -5],
  ['America/New_York', '2026-03-08T03:00:00Z', -4],
  ['America/New_York', '2026-11-01T00:30:00Z', -4],
  ['America/New_York', '2026-11-01T02:30:00Z', -5],
  ['Asia/Kolkata', '2026-06-01T00:10:00Z', 5.5],
])('%s at %s is %d hours ahead', (zone, local, hours) => {
  expect(offsetsOf(zone)(Date.parse(local)) / 3_600_000).toBe(hours);
});
