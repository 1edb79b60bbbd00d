import { isObject, text } from '../bodies.ts';
import {
  add,
  assignGroups,
  beside,
  change,
  type Fields,
  group,
  groupIds,
  identify,
  type Subject,
  without,
  withRevenue,
} from '../own-messages.ts';
import { stableId } from '../stable-id.ts';
import type { OwnMessage } from '../wire-format.ts';

/** An event of Amplitude's → our messages. */
export function messagesOf(event: Fields): OwnMessage[] {
  const name = text(event.event_type);
  const subject: Subject = {
    id: stableId(event.insert_id),
    timestamp: typeof event.time === 'number' ? event.time : text(event.time),
    profileId: text(event.user_id),
    deviceId: text(event.device_id),
  };
  switch (name) {
    case '$identify':
      return [
        ...traitMessages(subject, event.user_properties),
        ...memberships(beside(subject, 'member'), event),
      ];
    case '$groupidentify':
      return groupMessages(subject, event);
    case 'session_start':
    case 'session_end':
      return [];
    default:
      return [
        trackMessage(name, event, subject),
        ...traitMessages(beside(subject, 'traits'), event.user_properties),
      ];
  }
}

const pageView = '[Amplitude] Page Viewed';
/** What the browser's SDK adds to every event of a visit; the page's address has it. */
const ofVisit =
  /^(?:\[Amplitude\] |utm_|referrer$|referring_domain$|(?:d|g|fb|ms|tt|tw)clid$|[gw]braid$|ko_click_id$|li_fat_id$|rdt_cid$)/;

function trackMessage(name: string | undefined, event: Fields, subject: Subject): OwnMessage {
  const sent = isObject(event.event_properties) ? event.event_properties : {};
  const isWeb = event.platform === 'Web';
  const own = without(sent, (key) => (isWeb ? ofVisit.test(key) : key.startsWith('[Amplitude] ')));
  return {
    type: 'track',
    payload: {
      ...subject,
      name: name === pageView ? 'page_view' : name,
      sessionId: sessionOf(event, subject),
      path: text(sent['[Amplitude] Page Location']),
      referrer: text(sent.referrer) ?? text(sent['[Amplitude] Previous Page Location']),
      title: text(sent['[Amplitude] Page Title']),
      groups: groupIds(event.groups),
      properties: { ...moneyOf(event, own), ...factsOf(event, isWeb) },
    },
  };
}

/** Amplitude's session is a millisecond, which several devices may have in common; -1 is none. */
function sessionOf({ session_id: session }: Fields, { deviceId }: Subject): string | undefined {
  const id = text(session);
  return id === undefined || id === '-1' ? undefined : [deviceId, id].filter(Boolean).join('.');
}

/** `Revenue` puts price, quantity and currency into the event's properties, the HTTP API beside them. */
function moneyOf(event: Fields, own: Fields): Fields {
  const price = own.$price ?? event.price;
  const quantity = own.$quantity ?? event.quantity ?? 1;
  const amount = own.$revenue ?? event.revenue;
  const sent = own.currency ?? own.$currency ?? event.currency;
  const currency = sent === undefined ? {} : { currency: sent };
  const moneyIn = (amount: unknown) => ({ ...own, ...withRevenue({ ...currency, amount }, 'amount') });
  if (amount !== undefined) return moneyIn(amount);
  if (typeof price !== 'number' || typeof quantity !== 'number')
    return withRevenue({ ...own, ...currency }, 'revenue');
  return moneyIn(Number((price * quantity).toPrecision(15)));
}

function factsOf(event: Fields, isWeb: boolean): Fields {
  if (isWeb) return {};
  const address = event.ip === '$remote' ? undefined : text(event.ip);
  return {
    __ip: address,
    __userAgent: text(event.user_agent),
    __os: text(event.os_name),
    __osVersion: text(event.os_version),
    __brand: text(event.device_brand ?? event.device_manufacturer),
    __model: text(event.device_model),
    __version: text(event.app_version),
  };
}

const operations = new Set([
  '$set',
  '$setOnce',
  '$add',
  '$append',
  '$prepend',
  '$preInsert',
  '$postInsert',
  '$remove',
  '$unset',
]);

/** Operations of `identify`; without any, the properties are set. */
function traitMessages(subject: Subject, sent: unknown): OwnMessage[] {
  if (!isObject(sent)) return [];
  const operation = (name: string) => (isObject(sent[name]) ? ownTraits(sent[name]) : {});
  const plain = without(sent, (key) => key.startsWith('$') && (operations.has(key) || key === '$clearAll'));
  const unset = Object.keys(operation('$unset')).map((key) => [key, null]);
  const set = { ...ownTraits(plain), ...operation('$set'), ...Object.fromEntries(unset) };
  return [
    ...(Object.keys(set).length === 0 ? [] : identify(subject, set)),
    ...change('set_once', beside(subject, 'set_once'), operation('$setOnce')),
    ...change('append', beside(subject, 'append'), { ...operation('$append'), ...operation('$postInsert') }),
    ...Object.entries(operation('$add')).flatMap(([key, amount]) => add(subject, key, amount)),
  ];
}

const ofFirstVisit =
  /^(?:initial_)?(?:utm_|referrer$|referring_domain$|\w*clid$|[gw]braid$|ko_click_id$|li_fat_id$|rdt_cid$)/;

/** The SDK makes the campaign and its clicks traits of whoever came by them; reports know them. */
function ownTraits(traits: Fields): Fields {
  return without(traits, (key) => ofFirstVisit.test(key));
}

function memberships(subject: Subject, { groups }: Fields): OwnMessage[] {
  return assignGroups(subject, groupIds(groups));
}

function groupMessages(subject: Subject, { groups, group_properties: sent }: Fields): OwnMessage[] {
  const properties = isObject(sent) ? sent : {};
  const set = isObject(properties.$set) ? properties.$set : without(properties, (key) => key.startsWith('$'));
  const once = isObject(properties.$setOnce) ? properties.$setOnce : {};
  const traits = { ...once, ...set };
  return Object.entries(isObject(groups) ? groups : {}).flatMap(([type, value]) => {
    const ids = groupIds({ [type]: value });
    return ids.map((id) =>
      group(subject, type, id, { ...traits, name: text(traits.name) ?? id.slice(type.length + 1) }),
    );
  });
}
