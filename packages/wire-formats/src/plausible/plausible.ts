import { isObject, json, jsonOf, objectOf, text, textOf } from '../bodies.ts';
import { type Fields, sdkOf, withRevenue } from '../own-messages.ts';
import { senderOf } from '../sender.ts';
import type { Delivery, OwnMessage, WireFormat, WireRequest } from '../wire-format.ts';

/** Plausible's trackers: https://plausible.io/docs/events-api */
export const plausible: WireFormat = {
  vendor: 'plausible',
  keyField: 'domain',
  routes: [{ method: 'POST', path: '/api/event', read }],
  accepted: () => ({ status: 202, type: 'text/plain; charset=utf-8', body: 'ok' }),
  refused: (_request, { status, message }) =>
    json({ errors: { [status === 401 || status === 403 ? 'domain' : 'event']: [message] } }),
};

function read(request: WireRequest): Delivery {
  const event = objectOf(jsonOf(textOf(request.body)), 'the body');
  // A page may name several sites; a key is one.
  const [domain] = (text(event.d ?? event.domain) ?? '').split(',');
  return {
    key: domain?.trim() || undefined,
    sdk: sdkOf('plausible', event.v),
    sender: senderOf(request, undefined),
    messages: messagesOf(event),
  };
}

function messagesOf(event: Fields): OwnMessage[] {
  const name = text(event.n ?? event.name);
  // How long a page was looked at is worked out here, from what is done on it.
  if (name === 'engagement') return [];
  const money = fieldsOf(event.$ ?? event.revenue);
  const currency = text(money.currency);
  const own = { ...fieldsOf(event.m ?? event.meta), ...fieldsOf(event.p ?? event.props) };
  return [
    {
      type: 'track',
      payload: {
        name: name === 'pageview' ? 'page_view' : name,
        path: text(event.u ?? event.url),
        referrer: text(event.r ?? event.referrer),
        properties: {
          ...own,
          ...(currency !== undefined && { currency }),
          ...(money.amount !== undefined && withRevenue({ currency, amount: money.amount }, 'amount')),
        },
      },
    },
  ];
}

/** An object, or the text of one, as older trackers send it. */
function fieldsOf(sent: unknown): Fields {
  if (typeof sent === 'string' && sent.startsWith('{')) return fieldsOf(jsonOf(sent));
  return isObject(sent) ? sent : {};
}
