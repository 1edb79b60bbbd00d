import { isObject, text } from '../bodies.ts';
import {
  alias,
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

/** An event of PostHog → our messages. */
export function messagesOf(event: Fields): OwnMessage[] {
  const name = text(event.event);
  const properties = isObject(event.properties) ? event.properties : {};
  const subject = subjectOf(event, properties);
  switch (name) {
    case '$identify':
      return identifyMessages(subject, properties, traitsOf(event, properties));
    case '$set':
      return traitMessages(subject, traitsOf(event, properties));
    case '$create_alias':
    case '$merge_dangerously':
      return aliasMessages(properties, subject);
    case '$groupidentify':
      return groupMessages(properties, subject);
    // Sent by itself as every page goes: with it, no visit would be a bounce.
    case '$pageleave':
    case '$snapshot':
    case '$performance_event':
      return [];
    default:
      return [
        trackMessage(name, properties, subject),
        ...(properties.$process_person_profile === false
          ? []
          : traitMessages(beside(subject, 'traits'), traitsOf(event, properties))),
      ];
  }
}

function subjectOf(event: Fields, properties: Fields): Subject {
  const distinctId = text(event.distinct_id) ?? text(properties.distinct_id) ?? text(event.$distinct_id);
  const deviceId = text(properties.$device_id);
  const isKnown = isIdentified(properties, distinctId, deviceId);
  return {
    id: stableId(event.uuid),
    timestamp: text(event.timestamp) ?? text(properties.timestamp),
    profileId: isKnown ? distinctId : undefined,
    // After reset() somebody new is on the same device: who is not known yet must not be who it was before.
    deviceId: isKnown ? deviceId : (distinctId ?? deviceId),
  };
}

/** posthog-js says so itself; a server has no device, and its distinct ids are users'. */
function isIdentified(properties: Fields, distinctId: string | undefined, deviceId: string | undefined) {
  if (distinctId === undefined) return false;
  const { $is_identified: isIdentifiedNow, $process_person_profile: isPerson } = properties;
  if (typeof isIdentifiedNow === 'boolean') return isIdentifiedNow;
  if (deviceId !== undefined) return distinctId !== deviceId;
  return isPerson !== false;
}

function trackMessage(name: string | undefined, properties: Fields, subject: Subject): OwnMessage {
  const { sessionId, path, referrer, title } = pageOf(name, properties);
  const isPage = text(properties.$lib) === 'web';
  return {
    type: 'track',
    payload: {
      ...subject,
      ...{ name: name === '$screen' ? 'screen_view' : name, sessionId, path, referrer, title },
      groups: groupIds(properties.$groups),
      properties: {
        ...withRevenue(
          without(properties, (key) => isTechnical(key) || (isPage && ofCampaign.has(key))),
          'revenue',
        ),
        ...(properties.$ip !== undefined && { __ip: properties.$ip }),
        ...(properties.$raw_user_agent !== undefined &&
          !isPage && { __userAgent: properties.$raw_user_agent }),
      },
    },
  };
}

function pageOf(name: string | undefined, properties: Fields) {
  const referrer = text(properties.$referrer);
  return {
    sessionId: text(properties.$session_id),
    path: text(properties.$current_url) ?? (name === '$screen' ? text(properties.$screen_name) : undefined),
    referrer: referrer === '$direct' ? undefined : referrer,
    title: text(properties.title),
  };
}

const ofEnvelope = new Set(['token', 'distinct_id', 'title', 'timestamp']);
/**
 * posthog-js keeps the last campaign with the browser and sends it with every event, also of a direct visit weeks later. What
 * brought a visit is in the address of its page.
 */
const ofCampaign = new Set(
  (
    'utm_source utm_medium utm_campaign utm_content utm_term gad_source mc_cid gclid gclsrc dclid gbraid wbraid fbclid ' +
    'msclkid twclid li_fat_id igshid ttclid rdt_cid epik qclid sccid oppref bfcid irclid _kx'
  ).split(' '),
);

/** What begins with `$` is PostHog's own: mapped above, or worked out anew here. */
function isTechnical(key: string): boolean {
  return key.startsWith('$') || ofEnvelope.has(key);
}

interface Traits {
  readonly set: Fields;
  readonly once: Fields;
}

function traitsOf(event: Fields, properties: Fields): Traits {
  const isPage = text(properties.$lib) === 'web';
  const own = (name: string) => {
    const sent = event[name] ?? properties[name];
    // posthog-js makes the campaign a trait of whoever came by it.
    return isObject(sent)
      ? without(sent, (key) => key.startsWith('$') || (isPage && ofCampaign.has(key)))
      : {};
  };
  const unset = properties.$unset ?? event.$unset;
  const nulls = Array.isArray(unset) ? Object.fromEntries(unset.map((key) => [String(key), null])) : {};
  return { set: { ...own('$set'), ...nulls }, once: own('$set_once') };
}

function traitMessages(subject: Subject, { set, once }: Traits): OwnMessage[] {
  return [
    ...(Object.keys(set).length === 0 ? [] : identify(subject, set)),
    ...change('set_once', beside(subject, 'set_once'), once),
  ];
}

function identifyMessages(subject: Subject, properties: Fields, { set, once }: Traits): OwnMessage[] {
  const deviceId = text(properties.$anon_distinct_id) ?? subject.deviceId;
  return [
    ...identify({ ...subject, deviceId }, set),
    ...change('set_once', beside(subject, 'set_once'), once),
  ];
}

/** The other id may be a user's, or a browser's before it was known whose it is. */
function aliasMessages(properties: Fields, subject: Subject): OwnMessage[] {
  const other = text(properties.alias);
  if (subject.profileId === undefined) {
    return other === undefined ? [] : identify({ ...subject, profileId: other }, {});
  }
  const isServer = subject.deviceId === undefined;
  return [
    ...alias(subject, other),
    ...(isServer && other !== undefined
      ? identify({ ...beside(subject, 'device'), deviceId: other }, {})
      : []),
  ];
}

function groupMessages(properties: Fields, subject: Subject): OwnMessage[] {
  const [type, key] = [text(properties.$group_type), text(properties.$group_key)];
  if (type === undefined || key === undefined) return [];
  const traits = isObject(properties.$group_set) ? properties.$group_set : {};
  const named = { ...traits, name: text(traits.name) ?? key };
  // posthog-node speaks of a group for nobody in particular.
  const isMember = subject.deviceId !== undefined;
  return [
    group(subject, type, `${type}:${key}`, named),
    ...(isMember ? assignGroups(beside(subject, 'member'), [`${type}:${key}`]) : []),
  ];
}
