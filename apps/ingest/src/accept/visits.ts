import { createHmac } from 'node:crypto';
import { type AssignedSession, cookielessDeviceIds, type SessionRequest } from '@gatrix/analytics-sessions';
import { IngestError } from '../errors.ts';
import type { RouteDeps } from '../route-deps.ts';
import { type Awaitable, andThen } from './and-then.ts';
import type { CheckedMessage } from './check-message.ts';
import { isApp, isServer, type RequestFacts, type Visitor } from './request-facts.ts';

/** '' where there is none. */
export interface Visit {
  readonly deviceId: string;
  readonly sessionId: string;
  /** The device that the sender is told of, also where the message itself belongs to none. */
  readonly toldDeviceId: string;
  /** The session that it is in, also where the message itself belongs to none. */
  readonly toldSessionId: string;
}

/** What is known before anybody is asked. */
interface LookUp {
  readonly deviceId: string;
  readonly sessionId: string;
  /** The cookieless device: to be stored with the message, only to be told, or not wanted. */
  readonly cookieless: 'store' | 'tell' | 'no';
  /** An event's, only told to the sender, the one that is open on the profile's own device, or none. */
  readonly session: 'event' | 'told' | 'profile' | 'no';
}

/** Finds each message its device and session; the sessions of all in one call, in order. */
export function assignVisits(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
): Awaitable<readonly Visit[]> {
  const [only] = checked;
  if (!only || checked.length > 1) return assignAll(deps, facts, checked);
  const lookUp = lookUpOf(deps, facts, only);
  return lookUp.cookieless === 'no'
    ? andThen(visitOf(deps, facts, only, lookUp), (visit) => [visit])
    : assignAll(deps, facts, checked);
}

async function assignAll(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
): Promise<readonly Visit[]> {
  const lookUps = checked.map((message) => lookUpOf(deps, facts, message));
  const devices = lookUps.every(({ cookieless }) => cookieless === 'no')
    ? lookUps.map(({ deviceId }) => [deviceId] as const)
    : await Promise.all(
        checked.map(({ visitor, timestamp }, index) =>
          devicesOf(deps, facts, lookUps[index], visitor, timestamp),
        ),
      );
  const sessions = await sessionsOf(deps, facts, checked, lookUps, devices);
  return lookUps.map((lookUp, index) => {
    const device = devices[index]?.at(-1) ?? '';
    const session = sessions.get(index);
    return {
      deviceId: lookUp.cookieless === 'tell' ? '' : (session?.deviceId ?? device),
      sessionId: lookUp.session === 'told' ? '' : (session?.sessionId ?? lookUp.sessionId),
      toldDeviceId: session?.deviceId ?? device,
      toldSessionId: session?.sessionId ?? lookUp.sessionId,
    };
  });
}

/** The usual one: a message that brings its device. */
function visitOf(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: CheckedMessage,
  lookUp: LookUp,
): Awaitable<Visit> {
  const { deviceId, sessionId } = lookUp;
  if (lookUp.session === 'no') return visit(deviceId, sessionId);
  if (lookUp.session === 'profile') {
    return ofProfile(deps, facts, [checked]).then(([joined]) =>
      visit(joined?.deviceId ?? '', joined?.sessionId ?? ''),
    );
  }
  return andThen(assign(deps, [requestOf(facts, checked, lookUp, [deviceId])]), ([session]) => {
    const assignedId = session?.sessionId ?? '';
    return visit(deviceId, lookUp.session === 'told' ? '' : assignedId, assignedId);
  });
}

const visit = (deviceId: string, sessionId: string, toldSessionId = sessionId): Visit => ({
  deviceId,
  sessionId,
  toldDeviceId: deviceId,
  toldSessionId,
});

function lookUpOf(deps: RouteDeps, facts: RequestFacts, checked: CheckedMessage): LookUp {
  const { message, profileId, deviceId, botName, visitor } = checked;
  const isTrack = message.type === 'track';
  const sessionId = isTrack ? (message.payload.sessionId ?? '') : '';
  if (botName !== '') return { deviceId: '', sessionId: '', cookieless: 'no', session: 'no' };
  if (isTrack && deviceId !== '')
    return { deviceId, sessionId, cookieless: 'no', session: sessionId === '' ? 'event' : 'no' };
  const ids = { deviceId, sessionId, cookieless: 'no', session: 'no' } as const;
  const isVerified = facts.trust === 'secret';
  const isFromServer = (isVerified && !isApp(deps, facts, visitor)) || isServer(deps, facts, visitor);
  const ofOtherTypes = isFromServer ? 'no' : 'told';
  const session = sessionId !== '' ? 'no' : isTrack ? 'event' : ofOtherTypes;
  if (deviceId !== '') return { ...ids, session };
  // A server that speaks of a profile is nobody's device.
  if (isFromServer && (profileId !== '' || !hasDevice.has(message.type))) {
    return isVerified && isTrack && sessionId === '' ? { ...ids, session: 'profile' } : ids;
  }
  if (!hasDevice.has(message.type)) return { ...ids, cookieless: 'tell', session };
  return { ...ids, cookieless: 'store', session };
}

/** What belongs to a device; the other types belong to a profile or a group. */
const hasDevice: ReadonlySet<string> = new Set(['track', 'identify', 'assign_group']);

async function devicesOf(
  deps: RouteDeps,
  facts: RequestFacts,
  lookUp: LookUp | undefined,
  visitor: Visitor,
  timestamp: number,
): Promise<readonly [string, ...string[]]> {
  if (!lookUp || lookUp.cookieless === 'no') return [lookUp?.deviceId ?? ''];
  return cookieless(deps, facts, visitor, timestamp);
}

async function sessionsOf(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
  lookUps: readonly LookUp[],
  devices: readonly (readonly [string, ...string[]])[],
): Promise<ReadonlyMap<number, AssignedSession>> {
  const requests: SessionRequest[] = [];
  const indexes: number[] = [];
  const elsewhere: number[] = [];
  for (const [index, message] of checked.entries()) {
    const [lookUp, deviceIds] = [lookUps[index], devices[index]];
    if (!lookUp || !deviceIds || lookUp.session === 'no') continue;
    if (lookUp.session === 'profile') elsewhere.push(index);
    else {
      requests.push(requestOf(facts, message, lookUp, deviceIds));
      indexes.push(index);
    }
  }
  const sessions = requests.length === 0 ? [] : await assign(deps, requests);
  const sessionsByIndex = new Map(sessions.map((session, position) => [indexes[position] ?? -1, session]));
  if (elsewhere.length === 0) return sessionsByIndex;
  // After the others of the request, whose sessions these may join.
  const joined = await ofProfile(
    deps,
    facts,
    elsewhere.flatMap((index) => checked[index] ?? []),
  );
  for (const [position, session] of joined.entries()) {
    if (session) sessionsByIndex.set(elsewhere[position] ?? -1, session);
  }
  return sessionsByIndex;
}

function requestOf(
  { access }: RequestFacts,
  { message, timestamp, profileId }: CheckedMessage,
  { session }: LookUp,
  deviceIds: SessionRequest['deviceIds'],
): SessionRequest {
  const saysWhose = message.type === 'track' || message.type === 'identify';
  return {
    projectId: access.project.id,
    deviceIds,
    timestamp,
    profileId: saysWhose ? profileId : '',
    isTold: session === 'told',
  };
}

/** The device ids of a visitor without one: yesterday's and today's, by the message's own day. */
function cookieless(
  deps: Pick<RouteDeps, 'saltOf'>,
  { access }: Pick<RequestFacts, 'access'>,
  visitor: Visitor,
  timestamp: number,
): Promise<readonly [string, string]> {
  const { id: projectId, settings } = access.project;
  return cookielessDeviceIds({ projectId, ...visitor }, timestamp, async (day) => {
    const salt = await deps.saltOf(day);
    // A day whose salt is gone can only come from an import; the same import again must find the same devices.
    return salt ?? createHmac('sha256', settings.importSalt).update(day).digest();
  });
}

/** The device and session that a visitor's next event has. */
export async function currentVisit(
  deps: Pick<RouteDeps, 'saltOf' | 'sessions'>,
  { access, visitor, receivedAt }: Pick<RequestFacts, 'access' | 'visitor' | 'receivedAt'>,
): Promise<AssignedSession> {
  const deviceIds = await cookieless(deps, { access }, visitor, receivedAt);
  const [session] = await assign(deps, [{ projectId: access.project.id, deviceIds, timestamp: receivedAt }]);
  return session ?? { deviceId: deviceIds[1], sessionId: '' };
}

function assign(
  { sessions }: Pick<RouteDeps, 'sessions'>,
  requests: readonly SessionRequest[],
): Awaitable<AssignedSession[]> {
  const assigned = sessions.assign(requests);
  return assigned instanceof Promise ? assigned.catch(refuseUnassigned) : assigned;
}

/** Events of profiles that come from no device of theirs. */
async function ofProfile(
  { sessions }: Pick<RouteDeps, 'sessions'>,
  { access }: RequestFacts,
  checked: readonly CheckedMessage[],
): Promise<(AssignedSession | undefined)[]> {
  const projectId = access.project.id;
  const requests = checked.map(({ profileId, timestamp }) => ({ projectId, profileId, timestamp }));
  return sessions.ofProfile(requests).catch(refuseUnassigned);
}

function refuseUnassigned(error: unknown): never {
  throw new IngestError('unavailable', 'sessions cannot be assigned now; nothing was accepted', {
    retryAfterSeconds: 5,
    cause: error,
  });
}
