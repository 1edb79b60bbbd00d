import { json, jsonOf, listOf, objectOf, text, textOf } from '../bodies.ts';
import { ofEachCounted } from '../own-messages.ts';
import { senderOf } from '../sender.ts';
import { type Delivery, type WireFormat, WireProblem, type WireRequest } from '../wire-format.ts';
import { messagesOf } from './messages.ts';

/** Matomo's trackers: https://developer.matomo.org/api-reference/tracking-api */
export const matomo: WireFormat = {
  vendor: 'matomo',
  keyField: 'idsite',
  routes: ['/matomo.php', '/piwik.php'].flatMap((path) =>
    (['GET', 'POST'] as const).map((method) => ({ method, path, read })),
  ),
  accepted: (request, { accepted, refused }) => {
    if (isBulk(request)) return json({ status: 'success', tracked: accepted, invalid: refused });
    const wantsNone =
      new URLSearchParams(textOf(request.body)).get('send_image') ?? request.query.get('send_image');
    return wantsNone === '0' ? { status: 204, body: '' } : { type: 'image/gif', body: pixel };
  },
  refused: (_request, { message }) => json({ status: 'error', message }),
};

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Several requests in one: `{"requests":["?idsite=…"],"token_auth":"…"}` */
function isBulk({ body }: WireRequest): boolean {
  return body[0] === 0x7b;
}

function read(request: WireRequest): Delivery {
  const bulk = isBulk(request) ? objectOf(jsonOf(textOf(request.body)), 'the body') : undefined;
  const sent = bulk ? listOf(bulk.requests, 'requests').map(requestOf) : singles(request);
  const [first] = sent;
  const keys = new Set(sent.map((fields) => fields.get('idsite')));
  if (keys.size > 1) throw new WireProblem('requests must all have the same idsite');
  const token = text(bulk?.token_auth) ?? first?.get('token_auth');
  return {
    key: first?.get('idsite'),
    secret: token === 'anonymous' ? undefined : token,
    sdk: 'matomo@',
    sender: senderOf(request, undefined),
    ...ofEachCounted(sent, (some) => some.flatMap((one) => messagesOf(one))),
  };
}

function requestOf(sent: unknown): ReadonlyMap<string, string> {
  if (typeof sent === 'string') return new Map(new URLSearchParams(sent.replace(/^[^?]*\?/, '')));
  return new Map(Object.entries(objectOf(sent, 'requests')).flatMap(([key, value]) => pairOf(key, value)));
}

function pairOf(key: string, value: unknown): [string, string][] {
  const sent = text(value);
  return sent === undefined ? [] : [[key, sent]];
}

/** An address, a form, or the lines of a beacon, each beside what the address says. */
function singles({ query, body }: WireRequest): ReadonlyMap<string, string>[] {
  const lines = textOf(body)
    .split(/\r?\n/)
    .filter((line) => line !== '');
  return (lines.length === 0 ? [''] : lines).map(
    (line) => new Map([...query, ...new URLSearchParams(line.replace(/^\?/, ''))]),
  );
}
