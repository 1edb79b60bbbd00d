import { isObject, text } from '../bodies.ts';
import { alias, beside, type Fields, identify, type Subject, without, withRevenue } from '../own-messages.ts';
import { stableId } from '../stable-id.ts';
import type { OwnMessage } from '../wire-format.ts';

/** An event of Mixpanel's → our messages. */
export function eventMessages({ event, properties: sent }: Fields): OwnMessage[] {
  const properties = isObject(sent) ? sent : {};
  const subject = subjectOf(properties);
  switch (event) {
    case '$identify': {
      const profileId = text(properties.$identified_id) ?? subject.profileId;
      return identify(
        { ...subject, profileId, deviceId: deviceIdOf(properties.$anon_id) ?? subject.deviceId },
        {},
      );
    }
    case '$create_alias':
      return aliasMessages(subject, text(properties.alias));
    case '$merge':
      return mergeMessages(subject, properties.$distinct_ids);
    default:
      return [trackMessage(event, properties, subject)];
  }
}

function subjectOf(properties: Fields): Subject {
  const distinctId = text(properties.distinct_id);
  const deviceId = text(properties.$device_id);
  const isAnonymous =
    distinctId?.startsWith('$device:') ||
    (distinctId === deviceId && text(properties.$user_id) === undefined);
  return {
    id: stableId(properties.$insert_id),
    timestamp: timeOf(properties.time),
    profileId: isAnonymous ? undefined : distinctId,
    deviceId: deviceId ?? (isAnonymous ? deviceIdOf(distinctId) : undefined),
  };
}

/** Seconds or milliseconds, which some send as text. */
function timeOf(time: unknown): string | number | undefined {
  if (typeof time === 'number') return time;
  const sent = text(time);
  return sent !== undefined && /^\d+(\.\d+)?$/.test(sent) ? Number(sent) : sent;
}

/** Without what Mixpanel puts in front of a device's id. */
export function deviceIdOf(id: unknown): string | undefined {
  return text(id)?.replace(/^\$device:/, '');
}

/** The browser SDK's own name of a page view. */
const pageView = '$mp_web_page_view';
const ofEnvelope = new Set(['token', 'distinct_id', 'time', 'ip', 'mp_lib', 'mp_sent_by_lib_version']);
const ofPage = /^(?:current_(?:page_title|domain|url_path|url_protocol|url_search)$|utm_)/;
const clickIds = new Set(
  'dclid fbclid gclid ko_click_id li_fat_id msclkid sccid ttclid twclid wbraid gbraid'.split(' '),
);

function trackMessage(event: unknown, properties: Fields, subject: Subject): OwnMessage {
  // As super properties, the last campaign stays with the browser; a page's address has its own.
  const isOfPage = (key: string) => properties.mp_lib === 'web' && (ofPage.test(key) || clickIds.has(key));
  const own = without(properties, (key) => key.startsWith('$') || ofEnvelope.has(key) || isOfPage(key));
  const referrer = text(properties.$referrer);
  return {
    type: 'track',
    payload: {
      ...subject,
      name: event === pageView ? 'page_view' : event,
      path: text(properties.$current_url),
      referrer: referrer === '$direct' ? undefined : referrer,
      title: text(properties.current_page_title),
      properties: {
        ...withRevenue(own, 'revenue'),
        ...(properties.ip !== undefined && { __ip: properties.ip }),
      },
    },
  };
}

function aliasMessages(subject: Subject, other: string | undefined): OwnMessage[] {
  if (other === undefined) return [];
  if (subject.profileId === undefined) return identify({ ...subject, profileId: other }, {});
  const isServer = subject.deviceId === undefined;
  return [
    ...alias(subject, other),
    ...(isServer ? identify({ ...beside(subject, 'device'), deviceId: other }, {}) : []),
  ];
}

/** The first of the ids is the one that the others become. */
function mergeMessages(subject: Subject, ids: unknown): OwnMessage[] {
  const [profileId, ...others] = (Array.isArray(ids) ? ids : []).flatMap((id) => deviceIdOf(id) ?? []);
  return others.flatMap((other) => [
    ...alias({ ...beside(subject, other), profileId }, other),
    ...identify({ ...beside(subject, `device ${other}`), profileId, deviceId: other }, {}),
  ]);
}
