import { isObject, json, jsonOf, objectOf, text, textOf } from '../bodies.ts';
import {
  type Fields,
  firstOf,
  identify,
  ofEach,
  ofEachCounted,
  refused,
  type Subject,
  withRevenue,
} from '../own-messages.ts';
import { senderOf } from '../sender.ts';
import type { Delivery, OwnMessage, WireFormat, WireRequest } from '../wire-format.ts';

/** Umami's tracker and @umami/node: https://umami.is/docs/api/sending-stats */
export const umami: WireFormat = {
  vendor: 'umami',
  keyField: 'website',
  routes: [
    { method: 'POST', path: '/api/send', read },
    { method: 'POST', path: '/api/batch', read },
  ],
  accepted: (_request, { accepted, refused }) => json({ ok: true, processed: accepted, errors: refused }),
  refused: (_request, { status, code, message }) => json({ error: { message, code, status } }),
};

function read(request: WireRequest): Delivery {
  const body = jsonOf(textOf(request.body));
  const items: readonly unknown[] = Array.isArray(body) ? body : [objectOf(body, 'the body')];
  const { payload } = firstOf(items);
  // Umami's client for Node calls itself Mozilla, too.
  const isNode = /\bUmami\//.test(request.headers['user-agent'] ?? '');
  return {
    key: isObject(payload) ? text(payload.website) : undefined,
    sdk: isNode ? 'umami-node@' : 'umami@',
    sender: isNode ? 'server' : senderOf(request, undefined),
    ...ofEachCounted(items, (some) => ofEach(some, (item) => messagesOf(item, request))),
  };
}

function messagesOf({ type, payload: sent }: Fields, request: WireRequest): OwnMessage[] {
  const payload = isObject(sent) ? sent : {};
  const subject: Subject = {
    id: undefined,
    timestamp: typeof payload.timestamp === 'number' ? payload.timestamp : undefined,
    profileId: text(payload.id),
    deviceId: undefined,
  };
  const data = isObject(payload.data) ? payload.data : {};
  if (type === 'identify') return identify(subject, data);
  if (type !== 'event') return refused('type must be event or identify');
  const tag = text(payload.tag);
  return [
    {
      type: 'track',
      payload: {
        ...subject,
        name: text(payload.name) ?? 'page_view',
        path: addressOf(payload, request),
        referrer: text(payload.referrer),
        title: text(payload.title),
        properties: {
          ...withRevenue(data, 'revenue'),
          ...(tag !== undefined && { tag }),
          ...(payload.ip !== undefined && { __ip: payload.ip }),
          ...(payload.userAgent !== undefined && { __userAgent: payload.userAgent }),
        },
      },
    },
  ];
}

/** The tracker gives a path and a host name by themselves. */
function addressOf({ url, hostname }: Fields, { headers }: WireRequest): string | undefined {
  const path = text(url);
  const host = text(hostname);
  if (path === undefined || host === undefined || !path.startsWith('/')) return path;
  return URL.canParse(path, headers.origin ?? `https://${host}`)
    ? new URL(path, headers.origin ?? `https://${host}`).href
    : path;
}
