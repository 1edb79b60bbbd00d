import { textOf } from '../bodies.ts';
import { beside, identify, type Subject } from '../own-messages.ts';
import type { OwnMessage, WireRequest } from '../wire-format.ts';
import { eventOf } from './event.ts';

/** gtag's request: what all events have in the address, and an event a line in the body, or the one in the address. */
export function readBeacon({ query, body }: WireRequest): OwnMessage[] {
  const lines = textOf(body)
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const events = (lines.length === 0 ? [''] : lines).map((line) => {
    return new Map([...query, ...new URLSearchParams(line)]);
  });
  return events.flatMap(messagesOf);
}

function messagesOf(sent: ReadonlyMap<string, string>): OwnMessage[] {
  const subject: Subject = {
    id: undefined,
    timestamp: undefined,
    profileId: sent.get('uid'),
    deviceId: sent.get('cid'),
  };
  const traits = typed(sent, 'up.', 'upn.');
  const sessionId = sent.get('sid');
  const currency = sent.get('cu');
  const params = {
    ...typed(sent, 'ep.', 'epn.'),
    ...(sessionId !== undefined && { session_id: sessionId }),
    ...(currency !== undefined && { currency }),
    page_location: sent.get('dl'),
    page_referrer: sent.get('dr'),
    page_title: sent.get('dt'),
  };
  // gtag sends it by itself as every page goes: with it, no visit would be a bounce.
  const isEngagement = sent.get('en') === 'user_engagement';
  return [
    ...(Object.keys(traits).length === 0 ? [] : identify(beside(subject, 'user'), traits)),
    ...(isEngagement ? [] : [eventOf(sent.get('en'), params, subject)]),
  ];
}

/** Parameters by their names: texts have one prefix, numbers another. */
function typed(
  sent: ReadonlyMap<string, string>,
  ofText: string,
  ofNumber: string,
): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const [key, value] of sent) {
    if (key.startsWith(ofNumber) && Number.isFinite(Number(value)))
      values[key.slice(ofNumber.length)] = Number(value);
    else if (key.startsWith(ofText)) values[key.slice(ofText.length)] = value;
  }
  return values;
}
