import { gzipSync } from 'node:zlib';
import { parseMessage } from '@gatrix/analytics-protocol/track';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  vendors,
  type WireFormat,
  WireProblem,
  type WireRequest,
  type WireRoute,
  wireFormats,
} from './index.ts';

/** Words that vendors' requests are made of, so that what is invented gets beyond the first check. */
const words = (
  'api_key token batch events event properties distinct_id $set $set_once $unset $add $append $groups uuid timestamp sent_at ' +
  'writeKey type track identify page group alias traits context userId anonymousId messageId $token $distinct_id $insert_id ' +
  'time data payload website name url n u d p $ props revenue amount client_id user_id user_properties params value requests ' +
  'idsite e_a cvar ec_id cdt event_type $identify $groupidentify user_properties groups insert_id session_id category business ' +
  'resource event_id client_ts custom_fields impression_data $create_alias $merge $distinct_ids alias previousId groupId'
).split(' ');
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...words),
    fc.jsonValue({ maxDepth: 1 }),
    fc.double(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie('value'), { maxKeys: 6 }),
  ),
})).value;
const form = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.oneof(fc.constantFrom(...words), fc.string())), {
    maxLength: 6,
  })
  .map((pairs) => {
    const query = new URLSearchParams();
    for (const [key, text] of pairs) query.append(key, text);
    return query.toString();
  });
const list = fc.array(value, { minLength: 1, maxLength: 3 });
const envelope = list.map((items) => ({ events: items, batch: items, requests: items, payload: items[0] }));
const sentJson = fc.oneof(value, list, envelope);
const body = fc.oneof(
  sentJson.map((json) => Buffer.from(JSON.stringify(json) ?? '')),
  sentJson.map((json) => gzipSync(JSON.stringify(json) ?? '')),
  sentJson.map((json) => Buffer.from(`data=${Buffer.from(JSON.stringify(json) ?? '').toString('base64')}`)),
  form.map((text) => Buffer.from(text)),
  fc.string().map((text) => Buffer.from(text)),
);

function requestOf(route: WireFormat['routes'][number], sent: Buffer, query: string): WireRequest {
  return {
    ...{ method: route.method, path: route.path, params: { gameKey: 'x', token: 'x', writeKey: 'x' } },
    ...{ query: new URLSearchParams(query), headers: { host: 'localhost' } },
    ...{ body: sent, sentBody: sent, receivedAt: 1 },
  };
}

test('every vendor has its format', () => {
  expect(wireFormats.map(({ vendor }) => vendor)).toEqual(vendors);
});

describe.each(wireFormats.map((format) => [format.vendor, format] as const))('%s', (_vendor, format) => {
  const routes = format.routes.filter((route): route is WireRoute => 'read' in route);

  test('whatever comes is read to messages or is a problem that says what is wrong', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...routes), body, form, (route, sent, query) => {
        try {
          const { messages } = route.read(requestOf(route, sent, query));
          read += messages.length;
          // Whether they are right is checked message by message, and never throws.
          for (const message of messages) parseMessage(message);
        } catch (error) {
          expect(error).toBeInstanceOf(WireProblem);
        }
      }),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(50);
  });

  test.each(['{"a":', '['])('%s twenty thousand times is a problem, and not the end of the stack', (open) => {
    const close = open === '[' ? ']' : '}';
    const value = `${open.repeat(20_000)}1${close.repeat(20_000)}`;
    // As an event that is written as JSON again, for its hash or its list.
    const event = `{"category":"design","event_id":"x","$distinct_id":"u","$append":{"a":${value}},"a":${value}}`;
    const deep = Buffer.from(`[${event}]`);
    for (const route of routes) {
      const inForm = Buffer.concat([Buffer.from('data='), Buffer.from(deep.toString('base64'))]);
      for (const sent of [deep, inForm]) {
        try {
          for (const message of route.read(requestOf(route, sent, '')).messages) parseMessage(message);
        } catch (error) {
          expect(error).toBeInstanceOf(WireProblem);
        }
      }
    }
  });

  test('answers are in a form that can be sent', () => {
    for (const route of routes) {
      const request = requestOf(route, Buffer.from('{}'), 'verbose=1');
      const answers = [401, 403, 413, 429, 503].map((status) =>
        format.refused(request, { status, code: 'internal', message: 'why' }),
      );
      for (const answer of answers) expect(String(answer.body)).toContain('why');
      expect(format.accepted(request, { accepted: 1, refused: 0, rejected: [] }).status ?? 200).toBeLessThan(
        300,
      );
    }
  });
});
