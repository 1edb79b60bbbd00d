import { text } from '../bodies.ts';
import { type Fields, type Subject, without, withRevenue } from '../own-messages.ts';
import type { OwnMessage } from '../wire-format.ts';

/** `value` is what other events are worth to somebody; of these it is money that came in or went back. */
const sales = new Set([
  'purchase',
  'in_app_purchase',
  'ad_impression',
  'app_store_subscription_renew',
  'refund',
]);
const ofPage = new Set(['page_location', 'page_referrer', 'page_title']);
const ofSession = new Set(['session_id', 'engagement_time_msec', 'timestamp_micros', 'debug_mode']);

/** An event of GA4 → ours, whichever way it came. */
export function eventOf(name: unknown, params: Fields, subject: Subject, facts: Fields = {}): OwnMessage {
  const own = without(params, (key) => ofPage.has(key) || ofSession.has(key));
  const sessionId = text(params.session_id);
  return {
    type: 'track',
    payload: {
      ...subject,
      name,
      // GA's session is a second, which several devices have in common.
      sessionId:
        sessionId === undefined ? undefined : [subject.deviceId, sessionId].filter(Boolean).join('.'),
      path: text(params.page_location),
      referrer: text(params.page_referrer),
      title: text(params.page_title),
      properties: { ...moneyOf(name, own), ...facts },
    },
  };
}

function moneyOf(name: unknown, params: Fields): Fields {
  return sales.has(String(name)) ? withRevenue(params, 'value') : params;
}
