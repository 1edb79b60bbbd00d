import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ClickHouseHttp, startClickHouseHttp } from '../src/index.ts';

let path: string;
let server: ClickHouseHttp;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'gatrix-embedded-'));
  server = await startClickHouseHttp({ path });
});
afterAll(async () => {
  await server.close();
  await rm(path, { recursive: true });
});

const url = (params: Record<string, string> = {}) => `${server.url}/?${new URLSearchParams(params)}`;
const post = (
  body: string | Buffer | FormData,
  params: Record<string, string> = {},
  headers: Record<string, string> = {},
) =>
  fetch(url(params), {
    method: 'POST',
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
    headers,
  });

describe('a query', () => {
  test('in the URL of a GET', async () => {
    const response = await fetch(url({ query: "SELECT 1, 'a\tb'" }));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('1\ta\\tb\n');
  });

  test('in the body of a POST', async () => {
    expect(await (await post('SELECT 1 FORMAT JSONCompactEachRow')).text()).toBe('[1]\n');
  });

  test('with parameters, settings, a database and a format in the URL', async () => {
    const params = {
      param_x: 'a\\tb',
      max_threads: '3',
      database: 'system',
      default_format: 'JSONEachRow',
    };
    const response = await post(
      "SELECT {x:String} AS x, getSetting('max_threads') AS t, currentDatabase() AS d",
      params,
    );
    expect(await response.json()).toEqual({ x: 'a\tb', t: 3, d: 'system' });
  });

  test('with its database and format in headers', async () => {
    const headers = { 'X-ClickHouse-Database': 'system', 'X-ClickHouse-Format': 'JSONEachRow' };
    expect(await (await post('SELECT currentDatabase() AS d', {}, headers)).json()).toEqual({ d: 'system' });
  });

  test('as a form', async () => {
    const form = new FormData();
    form.append('query', 'SELECT {x:String}');
    form.append('param_x', 'from a form');
    expect(await (await post(form)).text()).toBe('from a form\n');
  });

  test('is answered with ClickHouse’s headers', async () => {
    const { headers } = await post('SELECT number FROM numbers(3) FORMAT CSV', { query_id: 'q-1' });
    expect(headers.get('x-clickhouse-query-id')).toBe('q-1');
    expect(headers.get('x-clickhouse-format')).toBe('CSV');
    expect(headers.get('x-clickhouse-timezone')).toBe('UTC');
    expect(headers.get('x-clickhouse-server-display-name')).toBeTruthy();
    expect(headers.get('content-type')).toBe('text/csv; charset=UTF-8; header=absent');
    expect(JSON.parse(headers.get('x-clickhouse-summary') ?? '')).toMatchObject({
      read_rows: '3',
      written_rows: '0',
      elapsed_ns: expect.stringMatching(/^\d+$/),
    });
  });

  test('with an id that no header can hold is answered under another', async () => {
    const response = await post('SELECT 1', { query_id: 'a\nb: c' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-clickhouse-query-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('an insert', () => {
  beforeEach(async () => {
    await post('DROP TABLE IF EXISTS t');
    await post('CREATE TABLE t (a UInt32, s String) ENGINE = MergeTree ORDER BY a');
  });
  const stored = async () => (await post('SELECT a, hex(s) FROM t ORDER BY a FORMAT CSV')).text();

  test('of a binary body behind its statement', async () => {
    const rows = Buffer.from([1, 0, 0, 0, 3, 0xff, 0x0a, 0x0a, 2, 0, 0, 0, 0]);
    const response = await post(Buffer.concat([Buffer.from('INSERT INTO t FORMAT RowBinary\n'), rows]));
    expect(JSON.parse(response.headers.get('x-clickhouse-summary') ?? '')).toMatchObject({
      written_rows: '2',
    });
    expect(await stored()).toBe('1,"FF0A0A"\n2,""\n');
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('of a body in %s', async (encoding, compress) => {
    const params = { query: 'INSERT INTO t FORMAT CSV' };
    const response = await post(compress('5,é\n'), params, { 'Content-Encoding': encoding });
    expect(await response.text()).toBe('');
    expect(await stored()).toBe('5,"C3A9"\n');
  });

  test('of a broken body stores nothing', async () => {
    const params = { query: 'INSERT INTO t FORMAT CSV' };
    const response = await post(gzipSync('5,x\n').subarray(0, 15), params, { 'Content-Encoding': 'gzip' });
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('354');
    expect(await stored()).toBe('');
  });

  test('of a body in an unknown encoding is refused', async () => {
    const response = await post('x', { query: 'INSERT INTO t FORMAT CSV' }, { 'Content-Encoding': 'lz4' });
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('89');
  });

  test('in a GET is refused', async () => {
    const response = await fetch(url({ query: 'INSERT INTO t VALUES (1, 2)' }));
    expect(response.status).toBe(500);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('164');
    expect(await response.text()).toMatch(/^Code: 164\. DB::Exception: .*\(READONLY\) \(version [\d.]+\)\n$/);
    expect(await stored()).toBe('');
  });

  test('whose sender goes away half-way stores nothing', async () => {
    const sending = request(url({ query: 'INSERT INTO t FORMAT CSV' }), { method: 'POST' });
    const gone = new Promise((resolve) => sending.once('error', resolve));
    sending.write('5,x\n', () => sending.destroy());
    await gone;
    expect(await stored()).toBe('');
  });
});

describe('an answer', () => {
  test.each([
    ['gzip, deflate', 'gzip'],
    ['deflate', 'deflate'],
    ['zstd, br;q=0.9', 'br'],
  ])('is compressed for Accept-Encoding: %s', async (accepted, encoding) => {
    const query = "SELECT repeat('x', 100000)";
    const response = await post(query, { enable_http_compression: '1' }, { 'Accept-Encoding': accepted });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(await response.text()).toHaveLength(100_001);
  });

  test('is not compressed unasked', async () => {
    const response = await post('SELECT 1', {}, { 'Accept-Encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  test('of a long result is compressed as it is computed', async () => {
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const options = { method: 'POST', headers: { 'accept-encoding': 'gzip' } };
      const asking = request(url({ enable_http_compression: '1' }), options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      });
      asking.on('error', reject);
      asking.end('SELECT number FROM numbers(1000000) FORMAT TSV');
    });
    expect(gunzipSync(raw).toString().split('\n')).toHaveLength(1_000_001);
  });

  test('that fails half-way cannot be taken for a whole one', async () => {
    const response = await post('SELECT throwIf(number = 2000000) FROM numbers(3000000) FORMAT TSV', {
      max_threads: '1',
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });
});

describe('an error', () => {
  test.each([
    ['SELECT nope', 404, '47'],
    ['SELECT * FROM nope', 404, '60'],
    ['SELEC 1', 400, '62'],
    ["SELECT toUInt8('x')", 400, '6'],
    ['SELECT 1 FORMAT Nope', 404, '73'],
    ['SELECT throwIf(1)', 500, '395'],
    ["SELECT 1 INTO OUTFILE 'x'", 501, '48'],
    ['', 400, '62'],
  ])('of %j has status %i and code %s', async (query, status, code) => {
    const response = await post(query);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe(code);
    expect(await response.text()).toMatch(
      new RegExp(`^Code: ${code}\\. DB::Exception: .+ \\([A-Z_]+\\) \\(version [\\d.]+\\)\\n$`, 's'),
    );
  });

  test('of a query id that is running is 216', async () => {
    const slow = post('SELECT sleepEachRow(0.2) FROM numbers(2) SETTINGS max_block_size = 1', {
      query_id: 'twice',
    });
    let code: string | null = null;
    while (code === null)
      code = (await post('SELECT 1', { query_id: 'twice' })).headers.get('x-clickhouse-exception-code');
    expect(code).toBe('216');
    expect((await slow).status).toBe(200);
  });
});

test('a client that disconnects cancels its query', async () => {
  const running = async () => {
    const query =
      "SELECT count() FROM system.processes WHERE query LIKE '%numbers(20000000000)%' AND query NOT LIKE '%processes%'";
    return (await (await post(query)).text()).trim();
  };
  const until = async (count: string) => {
    while ((await running()) !== count) await delay(20);
  };
  const abort = new AbortController();
  const body = 'SELECT count() FROM numbers(20000000000) WHERE sipHash64(number) % 7 = 0';
  const asking = fetch(url(), { method: 'POST', body, signal: abort.signal }).catch(
    (error: unknown) => error,
  );
  await until('1');
  abort.abort();
  await asking;
  await until('0');
});

test.each([
  ['/ping', 200, 'Ok.\n'],
  ['/replicas_status', 200, 'Ok.\n'],
  ['/', 200, 'Ok.\n'],
  ['/nope', 404, expect.stringContaining('There is no handle /nope')],
  ['//', 404, expect.anything()],
])('GET %s answers %i', async (pathname, status, text) => {
  const response = await fetch(server.url + pathname);
  expect(response.status).toBe(status);
  expect(await response.text()).toEqual(text);
});

describe('with a user and a password', () => {
  beforeAll(async () => {
    await server.close();
    server = await startClickHouseHttp({ path, user: 'gatrix', password: 'p:w' });
  });

  const basic = { Authorization: `Basic ${btoa('gatrix:p:w')}` };
  test.each([
    ['headers', {}, { 'X-ClickHouse-User': 'gatrix', 'X-ClickHouse-Key': 'p:w' }],
    ['basic authentication', {}, basic],
    ['the URL', { user: 'gatrix', password: 'p:w' }, {}],
  ])('who has them in %s may ask', async (_, params, headers) => {
    expect(await (await post('SELECT 1', params, headers)).text()).toBe('1\n');
  });

  test.each([
    ['no one', {}],
    ['a wrong password', { 'X-ClickHouse-User': 'gatrix', 'X-ClickHouse-Key': 'pw' }],
    ['a wrong name', { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': 'p:w' }],
  ])('%s may not', async (_, headers) => {
    const response = await post('SELECT 1', {}, headers);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('(AUTHENTICATION_FAILED)');
  });

  test('everyone may ping', async () => {
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
  });
});
