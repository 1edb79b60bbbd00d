import { isObject, json, jsonOrBase64, objectOf, text, textOf } from '../bodies.ts';
import { type Fields, firstOf, ofEach, ofEachCounted, sdkOf } from '../own-messages.ts';
import { basicCredentials, senderOf } from '../sender.ts';
import type { Delivery, Outcome, OwnMessage, WireAnswer, WireFormat, WireRequest } from '../wire-format.ts';
import { eventMessages } from './events.ts';
import { groupMessages, personMessages } from './people.ts';

const readers: Readonly<Record<string, (item: Fields) => OwnMessage[]>> = {
  '/track': eventMessages,
  '/import': eventMessages,
  '/engage': personMessages,
  '/groups': groupMessages,
};

/** mixpanel-browser, mixpanel for Node and all that sends like them: https://developer.mixpanel.com/reference */
export const mixpanel: WireFormat = {
  vendor: 'mixpanel',
  keyField: 'token',
  // Its browser SDK sends with credentials, and cannot read an answer that does not allow them.
  sendsCredentials: true,
  routes: Object.keys(readers).flatMap((path) => [
    { method: 'POST', path, read },
    { method: 'POST', path: `${path}/`, read },
    { method: 'GET', path: `${path}/`, read },
  ]),
  accepted: (request, { accepted, rejected }) => {
    return isImport(request)
      ? imported(request, accepted, rejected)
      : answer(request, 1, rejected[0]?.message ?? null);
  },
  refused: (request, { status, message }) =>
    isImport(request) ? json({ code: status, error: message, status: message }) : answer(request, 0, message),
};

/** Whether what was sent to `/track` as JSON is Mixpanel's: ours has a type. */
export function isMixpanelBody(body: unknown): boolean {
  const [first]: readonly unknown[] = Array.isArray(body) ? body : [body];
  return isObject(first) && 'event' in first && isObject(first.properties) && !('type' in first);
}

function isImport({ path }: WireRequest): boolean {
  return path.startsWith('/import');
}

/** With `strict=1` what was refused is told record by record; the others are stored all the same. */
function imported({ query }: WireRequest, accepted: number, rejected: Outcome['rejected']): WireAnswer {
  if (rejected.length === 0 || query.get('strict') !== '1')
    return json({ code: 200, num_records_imported: accepted, status: 'OK' });
  const error = 'some data points in the request failed validation';
  const failed = { error, failed_records: rejected.map(({ index, message }) => ({ index, message })) };
  return {
    ...json({ code: 400, ...failed, num_records_imported: accepted, status: 'Bad Request' }),
    status: 400,
  };
}

/** `1` or `0`, in words where the sender asked for them, as a script for JSONP, or as a picture. */
function answer({ query }: WireRequest, status: 0 | 1, error: string | null): WireAnswer {
  const body = query.get('verbose') === '1' ? JSON.stringify({ status, error }) : String(status);
  const callback = query.get('callback');
  if (callback !== null && /^[\w$.]{1,100}$/.test(callback)) {
    return { type: 'text/javascript; charset=utf-8', body: `${callback}(${body});` };
  }
  return query.get('img') === '1' ? { type: 'image/gif', body: pixel } : { body };
}

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

function read(request: WireRequest): Delivery {
  const sent = dataOf(request);
  const items: readonly unknown[] = Array.isArray(sent) ? sent : [objectOf(sent, 'data')];
  const path = request.path.replace(/\/$/, '');
  const first = firstOf(items);
  const properties = isObject(first.properties) ? first.properties : first;
  const { user, password } = basicCredentials(request);
  const isSecretAlone = user?.startsWith('gxs_') === true;
  const library = text(properties.mp_lib);
  return {
    key: text(properties.token) ?? text(first.$token) ?? (isSecretAlone ? undefined : user),
    secret: isSecretAlone ? user : password,
    // What its browser SDK adds to an address so that it is new each time.
    sentAt: numberOf(request.query.get('_')),
    sdk: sdkOf(library, properties.$lib_version),
    sender: senderOf(request, library),
    ...ofEachCounted(items, (some) => ofEach(some, (item) => readers[path]?.(item) ?? [])),
  };
}

/** The `data` of a form or an address, base64 or not; else the body is JSON. */
function dataOf({ query, body }: WireRequest): unknown {
  const sent = textOf(body);
  if (/^\s*[[{]/.test(sent)) return jsonLines(sent);
  return jsonOrBase64(new URLSearchParams(sent).get('data') ?? query.get('data') ?? '');
}

/** `/import` takes a line for each event, too. */
function jsonLines(sent: string): unknown {
  const lines = sent.startsWith('{') ? sent.split('\n').filter((line) => line.trim() !== '') : [];
  const isLines = lines.length > 1 && lines.every((line) => line.trim().endsWith('}'));
  return isLines ? lines.map((line) => jsonOrBase64(line)) : jsonOrBase64(sent);
}

function numberOf(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined;
}
