import { isObject, text } from '../bodies.ts';
import {
  add,
  beside,
  change,
  type Fields,
  group,
  identify,
  refused,
  type Subject,
  withRevenue,
} from '../own-messages.ts';
import type { OwnMessage } from '../wire-format.ts';

/** What Mixpanel calls traits that have a name here. Others with `$`, and `initial_utm_…`, are the first visit’s, which reports know. */
const traitNames: Readonly<Record<string, string>> = {
  $name: 'name',
  $first_name: 'firstName',
  $last_name: 'lastName',
  $email: 'email',
  $avatar: 'avatar',
  $phone: 'phone',
};

const operations = ['$set', '$set_once', '$add', '$append', '$unset'];
const ofGroups = ['$set', '$set_once'];

/** The first operation of an update that is not taken, or that there is none; undefined where all is well. */
function problemOf(update: Fields, taken: readonly string[]): string | undefined {
  const unknown = ['$union', '$remove', '$delete', ...operations].filter((name) => !taken.includes(name));
  const sent = unknown.find((name) => name in update);
  if (sent !== undefined) return `${sent} is not taken: an update may hold ${taken.join(', ')}`;
  return taken.some((name) => name in update) ? undefined : `an update must hold one of ${taken.join(', ')}`;
}

/** An update of `/engage` → our messages. Somebody who is not known has no profile. */
export function personMessages(update: Fields): OwnMessage[] {
  const profileId = text(update.$distinct_id);
  if (profileId === undefined) return refused('$distinct_id must be a text that is not empty');
  const problem = problemOf(update, operations);
  if (problem !== undefined) return refused(problem);
  if (profileId.startsWith('$device:')) return [];
  const subject: Subject = {
    id: undefined,
    timestamp: undefined,
    profileId,
    deviceId: text(update.$device_id),
  };
  const unset = Array.isArray(update.$unset) ? update.$unset : [];
  const set = {
    ...traitsOf(update.$set),
    ...Object.fromEntries(unset.map((key) => [nameOf(String(key)), null])),
  };
  return [
    ...(Object.keys(set).length === 0 ? [] : identify(subject, set)),
    ...change('set_once', subject, traitsOf(update.$set_once)),
    ...change('append', subject, listed(traitsOf(update.$append))),
    ...Object.entries(traitsOf(update.$add)).flatMap(([key, amount]) => add(subject, key, amount)),
    ...chargeMessages(subject, update.$append),
  ];
}

/** An update of `/groups`. */
export function groupMessages(update: Fields): OwnMessage[] {
  const [type, id] = [text(update.$group_key), text(update.$group_id)];
  if (type === undefined || id === undefined)
    return refused('$group_key and $group_id must be texts that are not empty');
  const problem = problemOf(update, ofGroups);
  if (problem !== undefined) return refused(problem);
  const traits = { ...traitsOf(update.$set_once), ...traitsOf(update.$set) };
  const subject = { id: undefined, timestamp: undefined, profileId: undefined, deviceId: undefined };
  return [group(subject, type, `${type}:${id}`, { ...traits, name: text(traits.name) ?? id })];
}

function traitsOf(sent: unknown): Fields {
  if (!isObject(sent)) return {};
  const isOwn = (key: string) => (key.startsWith('$') ? key in traitNames : !key.startsWith('initial_utm_'));
  const own = Object.entries(sent).filter(([key]) => isOwn(key));
  return Object.fromEntries(own.map(([key, value]) => [nameOf(key), value]));
}

function nameOf(key: string): string {
  return traitNames[key] ?? key;
}

/** An entry of a list is one value. */
function listed(traits: Fields): Fields {
  return Object.fromEntries(
    Object.entries(traits).map(([key, value]) => [key, isObject(value) ? JSON.stringify(value) : value]),
  );
}

/** `track_charge` puts a transaction at the end of a list of the profile: here it is revenue. */
function chargeMessages(subject: Subject, appended: unknown): OwnMessage[] {
  const charge = isObject(appended) ? appended.$transactions : undefined;
  if (!isObject(charge)) return [];
  const { $amount, $time, ...properties } = charge;
  const payload = { ...beside(subject, 'charge'), timestamp: text($time), name: 'charge' };
  return [
    {
      type: 'track',
      payload: { ...payload, properties: withRevenue({ ...properties, $amount }, '$amount') },
    },
  ];
}
