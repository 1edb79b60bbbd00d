import { isObject, json, jsonOf, jsonOrBase64, listOf, objectOf, text, textOf } from '../bodies.ts';
import { type Fields, firstOf, ofEach, sdkOf } from '../own-messages.ts';
import type { Delivery, Refusal, WireFormat, WireRequest } from '../wire-format.ts';
import { configuration, configurationScript, emptyFlags } from './configuration.ts';
import { messagesOf } from './messages.ts';

const writePaths = ['/e', '/i/v0/e', '/batch', '/capture'];

/** posthog-js, posthog-node and all that sends like them: https://posthog.com/docs/api/capture */
export const posthog: WireFormat = {
  vendor: 'posthog',
  keyField: 'api_key',
  routes: [
    ...writePaths.flatMap((path) => [
      { method: 'POST', path: `${path}/`, isOurs: isPostHog, read } as const,
      { method: 'POST', path, isOurs: isPostHog, read } as const,
    ]),
    ...['/flags', '/flags/', '/decide', '/decide/'].map(
      (path) => ({ method: 'POST', path, answer: () => json(emptyFlags) }) as const,
    ),
    { method: 'GET', path: '/array/:token/config', answer: () => json(configuration) },
    { method: 'GET', path: '/array/:token/config.js', answer: configurationScript },
  ],
  accepted: () => json({ status: 1 }),
  refused: (_request, { status, code, message }) => ({
    ...json({ type: typeOf(status), code, detail: message, attr: null }),
  }),
};

/** Amplitude has a `/batch`, too; its body names `events`. */
function isPostHog(request: WireRequest): boolean {
  if (!request.path.startsWith('/batch')) return true;
  return request.body[0] === 0x1f || !/"events"\s*:/.test(request.body.toString('latin1', 0, 2_000));
}

function typeOf(status: Refusal['status']): string {
  if (status === 401 || status === 403) return 'authentication_error';
  if (status === 429) return 'throttled_error';
  return status < 500 ? 'validation_error' : 'server_error';
}

function read(request: WireRequest): Delivery {
  const body = bodyOf(request);
  const envelope = Array.isArray(body) ? undefined : objectOf(body, 'the body');
  const events = eventsOf(body, envelope);
  const event = firstOf(events);
  const first = isObject(event.properties) ? event.properties : {};
  return {
    key: text(envelope?.api_key) ?? text(envelope?.token) ?? text(event.api_key) ?? text(first.token),
    sentAt: text(envelope?.sent_at) ?? request.query.get('_') ?? undefined,
    sdk: sdkOf(first.$lib, first.$lib_version),
    sender: senderOf(first),
    messages: ofEach(events, messagesOf),
  };
}

/** JSON or gzip, whatever its content type says; the page's last request is a form with base64. */
function bodyOf({ body }: WireRequest): unknown {
  const sent = textOf(body);
  if (!sent.startsWith('data=')) return jsonOf(sent);
  return jsonOrBase64(new URLSearchParams(sent).get('data') ?? '');
}

function eventsOf(body: unknown, envelope: Record<string, unknown> | undefined): readonly unknown[] {
  if (envelope && 'batch' in envelope) return listOf(envelope.batch, 'batch');
  return Array.isArray(body) ? body : [body];
}

function senderOf(properties: Fields): Delivery['sender'] {
  const lib = text(properties.$lib) ?? '';
  if (properties.$is_server === true) return 'server';
  if (/^posthog-(?:android|ios|flutter|react-native)/.test(lib)) return 'app';
  return lib === 'web' || lib === 'js' ? undefined : 'server';
}
