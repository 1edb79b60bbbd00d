import { isObject, text } from '../bodies.ts';
import {
  alias,
  assignGroups,
  beside,
  type Fields,
  group,
  identify,
  refused,
  type Subject,
  without,
  withRevenue,
} from '../own-messages.ts';
import { stableId } from '../stable-id.ts';
import type { Delivery, OwnMessage } from '../wire-format.ts';

/** A message of Segment's → ours. */
export function messagesOf(message: Fields, sender: Delivery['sender']): OwnMessage[] {
  const context = isObject(message.context) ? message.context : {};
  const subject: Subject = {
    id: stableId(message.messageId),
    timestamp: text(message.timestamp) ?? text(message.originalTimestamp),
    profileId: text(message.userId),
    deviceId: text(message.anonymousId),
  };
  const traits = isObject(message.traits) ? message.traits : {};
  switch (message.type) {
    case 'identify':
      return identify(subject, traits);
    case 'alias':
      return aliasMessages(subject, text(message.previousId));
    case 'group':
      return groupMessages(subject, text(message.groupId), traits);
    case 'page':
      return [eventOf('page_view', message, context, subject, sender)];
    case 'screen':
      return [eventOf('screen_view', message, context, subject, sender)];
    case 'track':
      return [eventOf(message.event, message, context, subject, sender)];
    default:
      return refused('type must be track, page, screen, identify, group or alias');
  }
}

const ofPage = new Set(['url', 'path', 'search', 'title', 'referrer']);

function eventOf(
  name: unknown,
  message: Fields,
  context: Fields,
  subject: Subject,
  sender: Delivery['sender'],
): OwnMessage {
  const isView = message.type !== 'track';
  const sent = isObject(message.properties) ? message.properties : {};
  const page = { ...objectIn(context, 'page'), ...(isView ? sent : {}) };
  const own = isView ? without(sent, (key) => ofPage.has(key)) : withRevenue(sent, 'revenue');
  const named = isView ? { name: message.name, category: message.category } : {};
  const groupId = text(context.groupId);
  const screen = message.type === 'screen' ? text(message.name) : undefined;
  return {
    type: 'track',
    payload: {
      ...subject,
      name,
      path: text(page.url) ?? text(page.path) ?? screen,
      referrer: text(page.referrer),
      title: text(page.title) ?? screen,
      groups: groupId === undefined ? [] : [groupId],
      properties: { ...named, ...own, ...factsOf(context, sender) },
    },
  };
}

/** What the context knows and a browser's request says by itself. */
function factsOf(context: Fields, sender: Delivery['sender']): Fields {
  if (sender === undefined) return {};
  const [app, os, device] = [objectIn(context, 'app'), objectIn(context, 'os'), objectIn(context, 'device')];
  const campaign = Object.entries(objectIn(context, 'campaign')).map(([key, value]) => [
    `utm_${key === 'name' ? 'campaign' : key}`,
    value,
  ]);
  return {
    ...Object.fromEntries(campaign),
    __ip: text(context.ip),
    __userAgent: text(context.userAgent),
    __os: text(os.name),
    __osVersion: text(os.version),
    __brand: text(device.manufacturer),
    __model: text(device.model),
    __version: text(app.version),
    __buildNumber: text(app.build),
  };
}

function objectIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isObject(value) ? value : {};
}

/**
 * The other id may be a user's, or a browser's before it was known whose it is. analytics-next gives the current user for both
 * ids, which says nothing.
 */
function aliasMessages(subject: Subject, previousId: string | undefined): OwnMessage[] {
  const joined = alias(subject, previousId);
  if (joined.length === 0) return [];
  return [...joined, ...identify({ ...beside(subject, 'device'), deviceId: previousId }, {})];
}

function groupMessages(subject: Subject, groupId: string | undefined, traits: Fields): OwnMessage[] {
  if (groupId === undefined) return refused('groupId must be a text that is not empty');
  return [group(subject, 'group', groupId, traits), ...assignGroups(subject, [groupId])];
}
