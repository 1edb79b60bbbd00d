import { isObject, json, jsonOf, listOf, objectOf, text, textOf } from '../bodies.ts';
import { type Fields, firstOf, ofEach, sdkOf } from '../own-messages.ts';
import { basicCredentials, senderOf } from '../sender.ts';
import type { Delivery, WireFormat, WireRequest } from '../wire-format.ts';
import { messagesOf } from './messages.ts';
import { settings } from './settings.ts';

/** The last part of an address, and the type that it stands for. */
const typeOfPath: Readonly<Record<string, string>> = {
  track: 'track',
  t: 'track',
  identify: 'identify',
  i: 'identify',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
};

/** Segment's HTTP API, which RudderStack's and Jitsu's SDKs speak, too: https://segment.com/docs/connections/spec */
export const segment: WireFormat = {
  vendor: 'segment',
  keyField: 'writeKey',
  routes: [
    ...[...Object.keys(typeOfPath), 'batch', 'b', 'import'].map(
      (name) => ({ method: 'POST', path: `/v1/${name}`, read }) as const,
    ),
    // Jitsu's addresses, for pages and for servers.
    ...Object.keys(typeOfPath).flatMap((name) =>
      ['/api/s', '/api/s/s2s'].map((path) => ({ method: 'POST', path: `${path}/${name}`, read }) as const),
    ),
    { method: 'GET', path: '/v1/projects/:writeKey/settings', answer: settings },
    // The SDK's own metrics.
    { method: 'POST', path: '/v1/m', answer: () => json({ success: true }) },
  ],
  accepted: () => json({ success: true }),
  refused: (_request, { code, message }) => json({ success: false, code, message }),
};

function read(request: WireRequest): Delivery {
  const body = objectOf(jsonOf(textOf(request.body)), 'the body');
  const type = typeOfPath[request.path.split('/').at(-1) ?? ''];
  const messages = type === undefined ? listOf(body.batch, 'batch') : [{ ...body, type }];
  const first = firstOf(messages);
  const { user, password } = basicCredentials(request);
  const library = libraryOf(first, body);
  const sender = senderOf(request, text(library.name));
  return {
    // Jitsu blots the secret out of the key in the body.
    key: request.headers['x-write-key'] ?? text(body.writeKey) ?? user ?? text(first.writeKey),
    secret: password,
    sentAt: text(body.sentAt) ?? text(first.sentAt),
    sdk: sdkOf(library.name, library.version),
    sender,
    messages: ofEach(messages, (message) => messagesOf(withContext(message, body), sender)),
  };
}

/** What a batch says of all of its messages. */
function withContext(message: Fields, { context }: Fields): Fields {
  if (!isObject(context)) return message;
  return { ...message, context: { ...context, ...(isObject(message.context) ? message.context : {}) } };
}

function libraryOf(message: Fields, body: Fields): Fields {
  for (const holder of [message, body]) {
    if (isObject(holder.context) && isObject(holder.context.library)) return holder.context.library;
  }
  return {};
}
