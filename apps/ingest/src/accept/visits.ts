import { createHmac } from 'node:crypto';
import { type AssignedSession, cookielessDeviceIds, type SessionRequest } from '@gatrix/analytics-sessions';
import type { RouteDeps } from '../deps.ts';
import { IngestError } from '../errors.ts';
import type { CheckedMessage } from './check-message.ts';
import { isServer, type RequestFacts, type Visitor } from './request-facts.ts';

/** '' where there is none. */
export interface Visit {
  readonly deviceId: string;
  readonly sessionId: string;
  /** The device that the sender is told of, also where the message itself belongs to none. */
  readonly toldDeviceId: string;
}

/** What is known before anybody is asked. */
interface Plan {
  readonly deviceId: string;
  readonly sessionId: string;
  /** The cookieless device: to be stored with the message, only to be told, or not wanted. */
  readonly cookieless: 'store' | 'tell' | 'no';
  readonly wantsSession: boolean;
}

/** Finds each message its device and session; the sessions of all in one call, in order. */
export async function assignVisits(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
): Promise<Visit[]> {
  const plans = checked.map((message) => planOf(deps, facts, message));
  const [plan] = plans;
  if (plan && plans.length === 1 && plan.cookieless === 'no')
    return [await visitOf(deps, facts, checked[0], plan)];
  const devices = plans.every(({ cookieless }) => cookieless === 'no')
    ? plans.map(({ deviceId }) => [deviceId] as const)
    : await Promise.all(
        checked.map(({ visitor, timestamp }, index) =>
          devicesOf(deps, facts, plans[index], visitor, timestamp),
        ),
      );
  const sessions = await sessionsOf(deps, facts, checked, plans, devices);
  return plans.map((plan, index) => {
    const device = devices[index]?.at(-1) ?? '';
    const session = sessions.get(index);
    return {
      deviceId: plan.cookieless === 'tell' ? '' : (session?.deviceId ?? device),
      sessionId: session?.sessionId ?? plan.sessionId,
      toldDeviceId: session?.deviceId ?? device,
    };
  });
}

/** The usual one: a message that brings its device. */
async function visitOf(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: CheckedMessage | undefined,
  { deviceId, sessionId, wantsSession }: Plan,
): Promise<Visit> {
  if (!wantsSession || !checked) return { deviceId, sessionId, toldDeviceId: deviceId };
  const request: SessionRequest = {
    projectId: facts.access.project.id,
    deviceIds: [deviceId],
    timestamp: checked.timestamp,
  };
  const [session] = await assign(deps, [request]);
  return { deviceId, sessionId: session?.sessionId ?? '', toldDeviceId: deviceId };
}

function planOf(deps: RouteDeps, facts: RequestFacts, checked: CheckedMessage): Plan {
  const { message, profileId, deviceId, botName, visitor } = checked;
  const isTrack = message.type === 'track';
  const sessionId = isTrack ? (message.payload.sessionId ?? '') : '';
  const known = { deviceId, sessionId, cookieless: 'no', wantsSession: false } as const;
  if (botName !== '') return { ...known, deviceId: '', sessionId: '' };
  const wantsSession = isTrack && sessionId === '';
  if (deviceId !== '') return { ...known, wantsSession };
  const isFromServer = facts.trust === 'secret' || isServer(deps, facts, visitor);
  // A server that speaks of a profile is nobody's device.
  if (isFromServer && (profileId !== '' || !hasDevice.has(message.type))) return known;
  if (!hasDevice.has(message.type)) return { ...known, cookieless: 'tell' };
  return { ...known, cookieless: 'store', wantsSession };
}

/** What belongs to a device; the other types belong to a profile or a group. */
const hasDevice: ReadonlySet<string> = new Set(['track', 'identify', 'assign_group']);

async function devicesOf(
  deps: RouteDeps,
  facts: RequestFacts,
  plan: Plan | undefined,
  visitor: Visitor,
  timestamp: number,
): Promise<readonly [string, ...string[]]> {
  if (!plan || plan.cookieless === 'no') return [plan?.deviceId ?? ''];
  return cookieless(deps, facts, visitor, timestamp);
}

async function sessionsOf(
  deps: RouteDeps,
  facts: RequestFacts,
  checked: readonly CheckedMessage[],
  plans: readonly Plan[],
  devices: readonly (readonly [string, ...string[]])[],
): Promise<ReadonlyMap<number, AssignedSession>> {
  const requests: SessionRequest[] = [];
  const indexes: number[] = [];
  checked.forEach(({ timestamp }, index) => {
    const deviceIds = devices[index];
    if (!plans[index]?.wantsSession || !deviceIds) return;
    requests.push({ projectId: facts.access.project.id, deviceIds, timestamp });
    indexes.push(index);
  });
  if (requests.length === 0) return new Map();
  const sessions = await assign(deps, requests);
  return new Map(sessions.map((session, position) => [indexes[position] ?? -1, session]));
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

async function assign(
  deps: Pick<RouteDeps, 'sessions'>,
  requests: readonly SessionRequest[],
): Promise<AssignedSession[]> {
  try {
    return await deps.sessions.assign(requests);
  } catch (error) {
    throw new IngestError('unavailable', 'sessions cannot be assigned now; nothing was accepted', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}
