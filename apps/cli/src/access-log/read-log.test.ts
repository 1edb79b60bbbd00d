import { describe, expect, test } from 'vitest';
import { createLogReader, seemsToBe } from './read-log.ts';

const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36';
const tail = `[28/Nov/2026:12:00:00 +0900] "GET /a?b=1 HTTP/1.1" 200 123 "https://example.org/" "${agent}"`;
const entry = {
  address: '8.8.8.8',
  time: Date.UTC(2026, 10, 28, 3),
  method: 'GET',
  target: '/a?b=1',
  status: 200,
  referrer: 'https://example.org/',
  userAgent: agent,
  origin: '',
};

/** What the last of the lines is. */
const read = (...lines: string[]) => lines.map(createLogReader()).at(-1);

describe('lines of Apache and nginx', () => {
  test.each([
    ['combined', `8.8.8.8 - - ${tail}`, {}],
    ['with a user of two words', `8.8.8.8 - Ada L ${tail}`, {}],
    ['a list', `8.8.8.8, 10.0.0.5 - - ${tail}`, {}],
    ['a list that begins inside', `10.0.0.9, 8.8.8.8, 10.0.0.5 - - ${tail}`, {}],
    ['vhost_combined', `shop.example:443 8.8.8.8 - - ${tail}`, { origin: 'https://shop.example' }],
    [
      'vhost_combined with a list',
      `shop.example:80 8.8.8.8, 10.0.0.5 - - ${tail}`,
      { origin: 'http://shop.example' },
    ],
    ['the address in the last field', `10.0.0.5 - - ${tail} "8.8.8.8"`, {}],
    ['a list in the last field', `172.70.1.1 - - ${tail} "8.8.8.8, 172.70.1.1"`, {}],
    ['more behind it', `10.0.0.5 - - ${tail} "8.8.8.8" rt=0.012 "-"`, {}],
    ['nothing in the last field', `8.8.8.8 - - ${tail} "-"`, {}],
    ['syslog in front', `Nov 28 12:00:00 web nginx: 8.8.8.8 - - ${tail}`, {}],
    ['a container in front', `web-1  | 8.8.8.8 - - ${tail}`, {}],
    ['a port', `8.8.8.8:51234 - - ${tail}`, {}],
    ['IPv6', `2001:DB8:0:0:0:0:0:1 - - ${tail}`, { address: '2001:db8::1' }],
    ['host names', `dialup-7.example.net - - ${tail}`, { address: 'dialup-7.example.net' }],
    [
      'common',
      '8.8.8.8 - - [28/Nov/2026:12:00:00 +0900] "GET /a?b=1 HTTP/1.1" 200 -',
      { referrer: '', userAgent: '' },
    ],
  ])('%s', (_, line, more) => {
    expect(read(line)).toEqual({ ...entry, ...more });
  });

  test('escaped bytes are UTF-8', () => {
    const line = String.raw`8.8.8.8 - - [28/Nov/2026:12:00:00 +0900] "GET /\xEA\xB2\x8C\xec\x9e\x84 HTTP/1.1" 200 1 "-" "a \"b\" \x22c\x22 \\"`;
    expect(read(line)).toMatchObject({ target: '/게임', userAgent: 'a "b" "c" \\' });
  });
});

describe('JSON', () => {
  test.each([
    [
      'Caddy',
      {
        ts: entry.time / 1_000,
        request: {
          remote_ip: '10.0.0.5',
          client_ip: '8.8.8.8',
          method: 'GET',
          host: 'shop.example',
          uri: '/a?b=1',
          headers: { 'User-Agent': [agent], Referer: ['https://example.org/'] },
          tls: { version: 772 },
        },
        status: 200,
      },
      { origin: 'https://shop.example' },
    ],
    [
      'Traefik',
      {
        ClientHost: '8.8.8.8',
        RequestMethod: 'GET',
        RequestPath: '/a?b=1',
        RequestHost: 'shop.example',
        RequestScheme: 'https',
        DownstreamStatus: 200,
        StartUTC: '2026-11-28T03:00:00.000000000Z',
        'request_User-Agent': agent,
        request_Referer: 'https://example.org/',
      },
      { origin: 'https://shop.example' },
    ],
    [
      'nginx',
      {
        time_iso8601: '2026-11-28T12:00:00+09:00',
        remote_addr: '10.0.0.5',
        http_x_forwarded_for: '8.8.8.8, 10.0.0.7',
        request: 'GET /a?b=1 HTTP/1.1',
        status: '200',
        http_referer: 'https://example.org/',
        http_user_agent: agent,
      },
      {},
    ],
    [
      'nginx with msec',
      {
        msec: '1795834800.000',
        remote_addr: '8.8.8.8',
        request_method: 'GET',
        request_uri: '/a?b=1',
        status: 200,
        http_referer: 'https://example.org/',
        http_user_agent: agent,
      },
      {},
    ],
  ])('%s', (_, line, more) => {
    expect(read(JSON.stringify(line))).toEqual({ ...entry, ...more });
  });
});

test('IIS', () => {
  expect(
    read(
      '#Software: Microsoft Internet Information Services 10.0',
      '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
      `2026-11-28 03:00:00 10.0.0.1 GET /a b=1 443 - 8.8.8.8 ${agent.replaceAll(' ', '+')} https://example.org/ 200 0 0 15`,
    ),
  ).toEqual(entry);
});

test('CloudFront', () => {
  expect(
    read(
      '#Version: 1.0',
      '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for',
      [
        ...['2026-11-28', '03:00:00', 'ICN54-C1', '123', '8.8.8.8', 'GET', 'd1.cloudfront.net', '/a', '200'],
        ...[
          'https://example.org/',
          encodeURIComponent(agent).replaceAll('%20', '%2520'),
          'b=1',
          '-',
          'Hit',
          'id',
        ],
        ...['shop.example', 'https', '12', '0.001', '-'],
      ].join('\t'),
    ),
  ).toEqual({ ...entry, origin: 'https://shop.example' });
});

test('AWS’ load balancer', () => {
  const line = `https 2026-11-28T03:00:00.000000Z app/lb/1 8.8.8.8:46532 10.0.0.1:80 0.0 0.0 0.0 200 200 34 366 "GET https://shop.example:443/a?b=1 HTTP/1.1" "${agent}" ECDHE TLSv1.2 arn "Root=1-5" "-" "-" 0 2026-11-28T03:00:00.0Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"`;
  expect(read(line)).toEqual({ ...entry, referrer: '', origin: 'https://shop.example' });
});

test.each([
  ['{"level":"info","msg":"started"}', 'JSON without'],
  [
    'Nov 28 12:00:00 lb haproxy[12]: 8.8.8.8:33 [28/Nov/2026:12:00:00.655] http s/1 1/0/3/6/1 200 2 - - ---- 1/1 0/0 "GET / HTTP/1.1"',
    'HAProxy',
  ],
  ['2026/11/28 12:00:00 [error] 12#12: *1 open() failed', 'error log'],
  ['date,ip,path', 'CSV'],
  [`8.8.8.8 - - ${tail.slice(0, -9)}`, 'no form'],
  ['8.8.8.8 - - [28/Nov/2026:12:00:00 +0900] "GET /a HTTP/1.1" 200 1 "-"', 'no form'],
  ['hello', 'no form'],
])('%s is not read, and named', (line, form) => {
  expect(read(line)).toBe('unknown');
  expect(seemsToBe(line)).toContain(form);
});
