import { revenueProblem } from '@gatrix/analytics-protocol/track';
import { isObject, text } from '../bodies.ts';
import { type Fields, withRevenue } from '../own-messages.ts';
import { stableId } from '../stable-id.ts';
import type { OwnMessage } from '../wire-format.ts';

interface Named {
  readonly name: string | undefined;
  readonly properties: Fields;
}

/** Reads the events of one request; of several that are the same to the letter, each is one. */
export function createEventReader(): (event: Fields) => OwnMessage[] {
  const seen = new Map<string, number>();
  return (event) => {
    const written = JSON.stringify(event);
    const nth = seen.get(written) ?? 0;
    seen.set(written, nth + 1);
    return messagesOf(event, nth);
  };
}

/** `nth`: how many events before it were the same to the letter. */
export function messagesOf(event: Fields, nth: number): OwnMessage[] {
  const named = namedEvent(event);
  if (!named) return [];
  // Its session, time and all else are in the text; a retry has the same.
  const id = stableId(event.event_uuid) ?? stableId(JSON.stringify(event), String(nth));
  return [trackMessage(event, named, id)];
}

function trackMessage(event: Fields, { name, properties }: Named, id: string | undefined): OwnMessage {
  const [, os, version] = /^(\S+)\s+(.*)$/.exec(text(event.os_version) ?? '') ?? [];
  const textUnlessUnknown = (value: unknown) => (value === 'unknown' ? undefined : text(value));
  return {
    type: 'track',
    payload: {
      ...{ id, name },
      timestamp: typeof event.client_ts === 'number' ? event.client_ts : undefined,
      profileId: text(event.user_id),
      deviceId: text(event.user_id),
      sessionId: text(event.session_id),
      properties: {
        ...(isObject(event.custom_fields) ? event.custom_fields : {}),
        ...dimensionsOf(event),
        ...properties,
        __os: systemNames[os ?? ''] ?? os,
        __osVersion: version,
        __brand: textUnlessUnknown(event.manufacturer),
        __model: textUnlessUnknown(event.device),
        __version: text(event.build),
      },
    },
  };
}

const systemNames: Readonly<Record<string, string>> = {
  android: 'Android',
  ios: 'iOS',
  mac_osx: 'macOS',
  windows: 'Windows',
  linux: 'Linux',
};

function dimensionsOf(event: Fields): Fields {
  return Object.fromEntries(Object.entries(event).filter(([key]) => /^custom_0\d$/.test(key)));
}

/** By category; the names are those that games' reports know. */
function namedEvent(event: Fields): Named | undefined {
  const parts = (text(event.event_id) ?? '').split(':');
  switch (event.category) {
    case 'user':
      return { name: '$session_start', properties: { session_number: event.session_num } };
    case 'session_end':
      return { name: 'session_end', properties: { length: event.length } };
    case 'business':
      return purchaseOf(event, parts);
    case 'resource':
      return economyOf(event, parts);
    case 'progression':
      return progressionOf(event, parts);
    case 'design':
      return { name: text(event.event_id), properties: { value: event.value } };
    case 'error':
      return { name: 'error', properties: { severity: event.severity, message: event.message } };
    case 'ads':
      return adOf(event);
    case 'impression':
      return impressionOf(event);
    case 'sdk_error':
    case 'health':
      return undefined;
    default:
      // Refused by name, because it has none.
      return { name: undefined, properties: {} };
  }
}

/** `itemType:itemId`; amounts are cents. */
function purchaseOf(event: Fields, [type, ...id]: readonly string[]): Named {
  const cents = text(event.amount);
  const price =
    revenueProblem(cents) === undefined && cents !== undefined ? Number(cents) / 100 : event.amount;
  const item = {
    product: id.join(':'),
    item_type: type,
    price,
    currency: event.currency,
    cart_type: event.cart_type,
  };
  return { name: '$purchase', properties: withRevenue({ ...item, amount: price }, 'amount') };
}

/** `Source:gems:itemType:itemId` */
function economyOf(event: Fields, [flow = '', currency, type, ...id]: readonly string[]): Named {
  // The SDKs make a sink's amount negative.
  const amount = typeof event.amount === 'number' ? Math.abs(event.amount) : event.amount;
  const item = { item_type: type, item_id: id.join(':') };
  return {
    name: '$economy',
    properties: { flow: flow.toLowerCase(), currency, amount, ...item },
  };
}

/** `Start:world:level:phase` */
function progressionOf(event: Fields, [status = '', world, level, phase]: readonly string[]): Named {
  const properties = {
    status: status.toLowerCase(),
    world,
    level,
    phase,
    attempt: event.attempt_num,
    score: event.score,
  };
  return { name: '$progression', properties };
}

const adActions: Readonly<Record<string, string>> = {
  clicked: 'click',
  show: 'show',
  reward_received: 'reward',
};

function adOf(event: Fields): Named {
  const action = text(event.ad_action) ?? '';
  const ad = { placement: event.ad_placement, type: event.ad_type, network: event.ad_sdk_name };
  const more = { duration: event.ad_duration, fail_reason: event.ad_fail_show_reason };
  return { name: '$ad', properties: { ...ad, ...more, action: adActions[action] ?? action } };
}

/** What an ad network paid for an impression. */
function impressionOf(event: Fields): Named {
  const data = isObject(event.impression_data) ? event.impression_data : {};
  const amount = data.revenue ?? data.publisher_revenue ?? data.value;
  const ad = {
    network: event.ad_network_name,
    placement: data.placement,
    type: data.adunit_format,
    currency: data.currency,
  };
  return {
    name: '$ad',
    properties: withRevenue({ ...ad, action: 'show', amount }, 'amount'),
  };
}
