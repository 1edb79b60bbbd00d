import { isObject, jsonOf, listOf, objectOf, text, textOf } from '../bodies.ts';
import { beside, type Fields, identify, ofEach, type Subject } from '../own-messages.ts';
import type { OwnMessage, WireRequest } from '../wire-format.ts';
import { eventOf } from './event.ts';

/** The body of `/mp/collect`. */
export function readMeasurement({ body: sent }: WireRequest): OwnMessage[] {
  const body = objectOf(jsonOf(textOf(sent)), 'the body');
  const subject: Subject = {
    id: undefined,
    timestamp: timeOf(body.timestamp_micros),
    profileId: text(body.user_id),
    deviceId: text(body.client_id) ?? text(body.app_instance_id),
  };
  const facts = {
    ...(body.ip_override !== undefined && { __ip: body.ip_override }),
    ...(body.user_agent !== undefined && { __userAgent: body.user_agent }),
  };
  const events = ofEach(listOf(body.events, 'events'), ({ name, params, timestamp_micros: at }) => {
    const own = { ...subject, timestamp: timeOf(at) ?? subject.timestamp };
    return [eventOf(name, isObject(params) ? params : {}, own, facts)];
  });
  return [...userMessages(body.user_properties, subject), ...events];
}

/** `{ plan: { value: 'pro' } }` */
function userMessages(sent: unknown, subject: Subject): OwnMessage[] {
  if (!isObject(sent)) return [];
  const traits: Fields = Object.fromEntries(
    Object.entries(sent).map(([key, property]) => [key, isObject(property) ? property.value : property]),
  );
  return identify(beside(subject, 'user'), traits);
}

/** Microseconds, as a number or as text. */
function timeOf(micros: unknown): number | undefined {
  const sent = text(micros);
  return sent !== undefined && /^\d+$/.test(sent) ? Math.floor(Number(sent) / 1_000) : undefined;
}
