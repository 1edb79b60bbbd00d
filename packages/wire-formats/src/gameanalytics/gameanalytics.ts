import { createHmac, timingSafeEqual } from 'node:crypto';
import { json, jsonOf, listOf, text, textOf } from '../bodies.ts';
import { type Fields, firstOf, ofEach, sdkOf } from '../own-messages.ts';
import { senderOf } from '../sender.ts';
import type { Delivery, WireFormat, WireRequest } from '../wire-format.ts';
import { createEventReader } from './events.ts';

/** GameAnalytics' SDKs of all engines: https://docs.gameanalytics.com/integrations/api/event-collection */
export const gameanalytics: WireFormat = {
  vendor: 'gameanalytics',
  keyField: 'game key',
  routes: [
    { method: 'POST', path: '/remote_configs/v1/init', read: init },
    { method: 'POST', path: '/v2/:gameKey/init', read: init },
    { method: 'POST', path: '/v2/:gameKey/events', read },
  ],
  accepted: (request) => {
    if (!request.path.endsWith('/init')) return json({});
    const server_ts = Math.floor(request.receivedAt / 1_000);
    return json({
      enabled: true,
      server_ts,
      flags: [],
      configs: [],
      configs_hash: '',
      ab_id: '',
      ab_variant_id: '',
    });
  },
  // The SDKs read the body of every answer, and take one without for no answer.
  refused: (_request, { message }) => json({ errors: [{ message }] }),
};

/** Nothing but who asks: whether the key is one. */
function init(request: WireRequest): Delivery {
  return { ...senderFacts(request), messages: [] };
}

function read(request: WireRequest): Delivery {
  const body = jsonOf(textOf(request.body));
  const events = listOf(body, 'the body');
  return { ...senderFacts(request, firstOf(events)), messages: ofEach(events, createEventReader()) };
}

function senderFacts(request: WireRequest, first: Fields = {}) {
  // `unity 7.3.2`
  const [library, version] = (text(first.sdk_version) ?? '').split(' ');
  const isPage = senderOf(request, undefined) === undefined;
  return {
    key: keyOf(request.params.gameKey ?? request.query.get('game_key') ?? undefined),
    signature: (key: string) => isSigned(request, key),
    sdk: sdkOf(library === '' ? undefined : `gameanalytics-${library}`, version),
    sender: isPage ? undefined : ('app' as const),
  };
}

/** A game key has 32 characters: our id without its hyphens. */
function keyOf(gameKey: string | undefined): string | undefined {
  const parts = /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/i.exec(gameKey ?? '');
  return parts ? parts.slice(1).join('-').toLowerCase() : gameKey;
}

/** `Authorization` is the body's HMAC-SHA256, compressed as it was sent. */
function isSigned({ headers, sentBody }: WireRequest, key: string): boolean {
  const expected = createHmac('sha256', key).update(sentBody).digest();
  const actual = Buffer.from(headers.authorization ?? '', 'base64');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
