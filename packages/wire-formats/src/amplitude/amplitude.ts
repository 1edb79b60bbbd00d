import { json, jsonOf, listOf, objectOf, text, textOf } from '../bodies.ts';
import { firstOf, ofEach, ofEachCounted } from '../own-messages.ts';
import { senderOf } from '../sender.ts';
import type { Delivery, Refusal, WireFormat, WireRequest } from '../wire-format.ts';
import { messagesOf } from './messages.ts';

/** Amplitude's SDKs: https://amplitude.com/docs/apis/analytics/http-v2 */
export const amplitude: WireFormat = {
  vendor: 'amplitude',
  keyField: 'api_key',
  routes: ['/2/httpapi', '/batch'].map((path) => ({ method: 'POST', path, isOurs, read }) as const),
  accepted: ({ body, receivedAt }, { accepted }) =>
    json({
      ...{ code: 200, events_ingested: accepted },
      ...{ payload_size_bytes: body.length, server_upload_time: receivedAt },
    }),
  refused: (_request, refusal) => ({ ...json(refusalOf(refusal)), status: statusOf(refusal) }),
};

/** PostHog has a `/batch`, too; its body has `batch`. */
function isOurs({ path, body }: WireRequest): boolean {
  return path !== '/batch' || /"events"\s*:/.test(body.toString('latin1', 0, 2_000));
}

/** The SDKs drop what is 400 and try everything else again. */
function statusOf({ status }: Refusal): number {
  return status === 401 || status === 403 ? 400 : status;
}

function refusalOf({ status, message }: Refusal): object {
  if (status === 401 || status === 403) return { code: 400, error: `Invalid API key: ${message}` };
  if (status === 429) {
    const none = { throttled_devices: {}, throttled_users: {}, throttled_events: [] };
    return { code: 429, error: message, eps_threshold: 0, ...none };
  }
  // Without the field's name its SDKs send the same events again.
  return { code: status, error: message, missing_field: message, events_with_invalid_fields: {} };
}

function read(request: WireRequest): Delivery {
  const body = objectOf(jsonOf(textOf(request.body)), 'the body');
  const events = listOf(body.events, 'events');
  const library = text(firstOf(events).library);
  return {
    key: text(body.api_key),
    sentAt: text(body.client_upload_time),
    sdk: library?.replace('/', '@'),
    sender: senderOf(request, library),
    ...ofEachCounted(events, (some) => ofEach(some, messagesOf)),
  };
}
