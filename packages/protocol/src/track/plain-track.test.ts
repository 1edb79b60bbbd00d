import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trackPayload } from './messages.ts';
import { plainTrackPayload } from './plain-track.ts';

const text = fc.oneof(
  { weight: 20, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constant('x'.repeat(9_000)) },
);
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constant(Number.POSITIVE_INFINITY),
  fc.constant(''),
  fc.constant(null),
);
const identifier = fc.oneof(
  { weight: 20, arbitrary: text },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double(), odd) },
);
const field = <T>(good: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: odd });
const deep = JSON.parse(`${'{"a":'.repeat(120)}1${'}'.repeat(120)}`);

const payload = fc.record(
  {
    name: field(fc.oneof(text, fc.constant('😀'.repeat(150)), fc.constant('n'.repeat(201)))),
    id: field(fc.oneof(fc.uuid(), fc.constant('{A}'), fc.constant('ABCDEF01-0000-0000-0000-ABCDEFABCDEF'))),
    timestamp: field(
      fc.oneof(
        fc.double(),
        fc.integer(),
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.constantFrom('2024-02-30', 'Tue, 02 Jan 2024 03:04:05 GMT', 'tomorrow', '2024-01-02 03:04'),
      ),
    ),
    properties: field(
      fc.oneof(
        fc.object(),
        fc.record({
          __revenue: fc.constantFrom(5, '12.5', '1,5', null),
          currency: fc.constantFrom('usd', 'GEM', '', null, 840),
        }),
        fc.constant(deep),
        fc.constant(JSON.parse('{"__proto__":{"a":1},"constructor":1}')),
      ),
    ),
    profileId: field(identifier),
    deviceId: field(identifier),
    sessionId: field(identifier),
    path: field(text),
    referrer: field(text),
    title: field(text),
    groups: field(fc.array(identifier, { maxLength: 101 })),
    other: odd,
  },
  { requiredKeys: ['name'] },
);

/** What the rest of ingest sees: a field that is undefined is not there. */
const seen = (value: unknown) => JSON.stringify(value, Object.keys(trackPayload.in.shape).sort());

test('what passes without the schema is what the schema makes of it', () => {
  let plainly = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: payload }, { weight: 1, arbitrary: fc.jsonValue() }),
      (value) => {
        const plain = plainTrackPayload(value);
        if (plain === undefined) return;
        plainly += 1;
        const judged = trackPayload.parse(value);
        expect(plain.properties).toEqual(judged.properties);
        expect(seen({ ...plain, properties: 0 })).toBe(seen({ ...judged, properties: 0 }));
      },
    ),
    { numRuns: 20_000 },
  );
  expect(plainly).toBeGreaterThan(100);
});

test('what senders usually send passes without the schema', () => {
  const usual = [
    { name: 'a' },
    { name: 'a', profileId: null, deviceId: '', properties: { a: { b: [1] } }, groups: ['g'] },
    { name: 'a', properties: { __revenue: 5, currency: 'KRW' } },
    { name: 'a', id: '01A20EC5-339A-7482-A743-9BB8EA9CB541', timestamp: '2024-01-02T03:04:05.678Z' },
  ];
  for (const value of usual) expect(plainTrackPayload(value)).toBeDefined();
});

test('revenue beside the properties is their __revenue, and is held to the same rules', () => {
  const revenueOf = (payload: object) => trackPayload.parse({ name: 'buy', ...payload }).properties.__revenue;
  expect(plainTrackPayload({ name: 'buy', revenue: 3 })).toBeUndefined();
  expect(revenueOf({ revenue: 3 })).toBe(3);
  expect(revenueOf({ revenue: '12.5', properties: { item: 'sword' } })).toBe('12.5');
  expect(revenueOf({ revenue: 3, properties: { __revenue: 4 } })).toBe(4);
  expect(revenueOf({ revenue: null, properties: {} })).toBeUndefined();
  const { error } = trackPayload.safeParse({ name: 'buy', revenue: '1,234.50' });
  expect(error?.issues[0]).toMatchObject({
    path: ['revenue'],
    message: expect.stringContaining('plain number'),
  });
});
