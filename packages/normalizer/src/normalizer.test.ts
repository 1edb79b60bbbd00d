import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizeBot } from './bot-event.ts';
import { emptyGeoLookup } from './geo/geo-lookup.ts';
import { createNormalizer } from './normalizer.ts';
import type { NormalizerInput } from './normalizer-input.ts';

const { normalize } = createNormalizer();

function input(overrides: Partial<NormalizerInput> = {}): NormalizerInput {
  return {
    id: '0190f5f0-0000-7000-8000-000000000001',
    projectId: 'project',
    name: 'screen_view',
    deviceId: 'device',
    profileId: '',
    sessionId: 'session',
    timestamp: 1_700_000_000_000,
    receivedAt: 1_700_000_000_500,
    sequence: 7,
    properties: {},
    userAgent: '',
    geo: emptyGeoLookup(''),
    sdkName: 'web',
    sdkVersion: '1.0.0',
    isServer: false,
    ownDomains: ['example.com'],
    retentionDays: 0,
    ...overrides,
  };
}

describe('magic properties', () => {
  test('act on the row and are not stored', () => {
    const row = normalize(
      input({
        properties: {
          __path: 'https://example.com/shop/?utm_source=naver&utm_medium=cpc#top',
          __referrer: 'https://search.naver.com/search.naver?query=a',
          __title: 'Shop',
          __revenue: '12.5',
          __timestamp: '2024-01-01T00:00:00Z',
          __deviceId: 'x',
          __identify: { profileId: 'x' },
          __ip: '1.2.3.4',
          __query: { page: '2' },
          plan: 'pro',
        },
      }),
    );
    expect(row).toMatchObject({
      path: '/shop',
      origin: 'https://example.com',
      hash: '#top',
      title: 'Shop',
      revenue: 12.5,
      referrer_name: 'Naver',
      referrer_type: 'search',
      channel: 'Paid Search',
      utm_source: 'naver',
      device_id: 'device',
    });
    expect({ ...row.properties }).toEqual({ plan: 'pro' });
  });

  test('of the device win over the user agent', () => {
    const row = normalize(
      input({
        userAgent: 'okhttp/4.9.3',
        properties: {
          __os: 'Android',
          __osVersion: '14',
          __browser: 'App',
          __browserVersion: '2.1',
          __device: 'tablet',
          __brand: 'Samsung',
          __model: 'SM-X710',
        },
      }),
    );
    expect(row).toMatchObject({
      os: 'Android',
      os_version: '14',
      browser: 'App',
      browser_version: '2.1',
      device: 'tablet',
      brand: 'Samsung',
      model: 'SM-X710',
    });
  });

  test('of a device that does not exist change nothing', () => {
    expect(normalize(input({ properties: { __device: 'toaster' } })).device).toBe('desktop');
  });

  test('yield to what the message says itself', () => {
    const row = normalize(
      input({
        path: '/a',
        referrer: 'https://t.co/1',
        title: 'A',
        properties: { __path: '/b', __referrer: 'https://www.google.com/', __title: 'B' },
      }),
    );
    expect([row.path, row.referrer_name, row.title]).toEqual(['/a', 'Twitter', 'A']);
  });
});

test('only __revenue is revenue', () => {
  const row = normalize(input({ name: 'purchase', properties: { revenue: 5 } }));
  expect([row.revenue, row.properties_number.revenue]).toEqual([0, 5]);
});

test('a page that refers to its own site is internal without any configuration', () => {
  const row = normalize(
    input({ path: 'https://shop.example.net/b', referrer: 'https://shop.example.net/a', ownDomains: [] }),
  );
  expect([row.referrer_type, row.referrer_name, row.channel]).toEqual(['internal', '', 'Direct']);
});

test('a token in the address of the page before is not stored, a robot having sent it or not', () => {
  const sent = input({
    path: 'https://example.com/home',
    referrer: 'https://example.com/reset?token=abc',
    ownDomains: [],
  });
  expect(normalize(sent).referrer).toBe('https://example.com/reset');
  expect(normalizeBot(sent, 'Googlebot').referrer).toBe('https://example.com/reset');
});

test.each([
  ['utm_source=fb&utm_medium=paid', 'Facebook', 'social', 'Paid Social'],
  ['utm_source=chatgpt.com', 'ChatGPT', 'ai', 'AI Assistants'],
  ['utm_source=spring-letter&utm_medium=email', 'spring-letter', 'email', 'Email'],
  ['utm_source=partner&utm_medium=cpc', 'partner', 'ad', 'Paid Other'],
])('without a referrer the campaign %s names the source %s', (query, name, type, channel) => {
  const row = normalize(input({ path: `/?${query}` }));
  expect([row.referrer_name, row.referrer_type, row.channel]).toEqual([name, type, channel]);
});

test('campaigns sent as properties count where the address has none', () => {
  expect(normalize(input({ properties: { utm_source: 'x', utm_medium: 'y' } }))).toMatchObject({
    utm_source: 'x',
    utm_medium: 'y',
  });
  expect(normalize(input({ properties: { __query: { utm_source: 'z' } } })).utm_source).toBe('z');
  expect(normalize(input({ path: '/?utm_source=a', properties: { utm_source: 'x' } })).utm_source).toBe('a');
});

test('what a server sends is on the device "server", unless it says which device it speaks for', () => {
  expect(normalize(input({ isServer: true, userAgent: 'okhttp/4.9.3' })).device).toBe('server');
  expect(normalize(input({ isServer: true, properties: { __device: 'mobile' } })).device).toBe('mobile');
  // Only a verified sender's event becomes a row with such a user agent.
  expect(normalize(input({ userAgent: 'studio-backend/1.4' })).device).toBe('server');
});

test("a bot's event keeps its page, referrer and user agent", () => {
  const userAgent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  expect(
    normalizeBot(input({ userAgent, properties: { __path: 'https://example.com/a/?b=1' } }), 'Googlebot'),
  ).toMatchObject({
    bot_name: 'Googlebot',
    path: '/a',
    user_agent: userAgent,
    created_at: 1_700_000_000_500,
  });
});

/** Any text, lone surrogates and control characters included. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    '',
    '\ud800',
    'https://',
    '?utm_source=\ud800',
    `https://a.b/${'%ff'.repeat(4000)}`,
    'x'.repeat(20_000),
  ),
);
const magicKey = fc.constantFrom(
  '__path',
  '__referrer',
  '__title',
  '__revenue',
  '__os',
  '__device',
  '__brand',
  '__proto__',
);
const anyInput = fc
  .record({
    path: anyText,
    referrer: anyText,
    title: anyText,
    userAgent: anyText,
    sdkName: anyText,
    isServer: fc.boolean(),
    ownDomains: fc.array(anyText, { maxLength: 2 }),
    groups: fc.array(anyText, { maxLength: 2 }),
    properties: fc.dictionary(fc.oneof(magicKey, anyText), fc.oneof(fc.jsonValue(), anyText), { maxKeys: 8 }),
    clientHints: fc.record(
      { brands: anyText, platform: anyText, model: anyText, mobile: anyText },
      { requiredKeys: [] },
    ),
  })
  .map((fields) => input(fields));

test('whatever is sent, a row comes out whose strings are valid and whose numbers are finite', () => {
  fc.assert(
    fc.property(anyInput, (any) => {
      const row = normalize(any);
      expect(row.device).toMatch(/^(?:desktop|mobile|tablet|tv|console|wearable|bot|server)$/);
      expect(row.channel).not.toBe('');
      expect(Number.isFinite(row.revenue)).toBe(true);
      // A lone surrogate is written by JSON as an escape, which ClickHouse refuses.
      expect(JSON.stringify(row)).not.toMatch(/\\ud[89a-f]/i);
      expect(Buffer.from(JSON.stringify(row)).toString()).toBe(JSON.stringify(row));
    }),
    { numRuns: 500 },
  );
});

test('the same message always gives the same row', () => {
  fc.assert(
    fc.property(anyInput, (any) => {
      expect(createNormalizer({ userAgentCacheSize: 0 }).normalize(any)).toEqual(normalize(any));
    }),
    { numRuns: 20 },
  );
});
