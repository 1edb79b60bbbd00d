import { createHmac } from 'node:crypto';
import { type Message, parseInstant } from '@gatrix/analytics-protocol/track';
import type { QueuedMessage } from '@gatrix/analytics-queue';
import { cookielessDeviceIds } from '@gatrix/analytics-sessions';
import type { RouteDeps } from '../deps.ts';
import { IngestError } from '../errors.ts';
import { derivedMessageId, newMessageId } from './message-id.ts';
import { messageTime } from './message-time.ts';
import { isServer, type RequestFacts, type Visitor } from './request-facts.ts';

export interface AcceptedMessage {
  readonly visitor: Visitor;
  /** The message, and the identify that a `__identify` property brought along. */
  readonly queued: readonly [QueuedMessage, ...QueuedMessage[]];
  /** What the sender is told, also where the message itself belongs to no device. */
  readonly deviceId: string;
}

/** Gives a checked message its id, time, device and session. Throws IngestError where it may not be stored. */
export async function acceptMessage(
  deps: RouteDeps,
  facts: RequestFacts,
  message: Message,
): Promise<AcceptedMessage> {
  const { payload } = message;
  const magic = message.type === 'track' ? magicOf(message.payload.properties, facts) : {};
  const visitor = visitorOf(facts, magic);
  if (visitor !== facts.visitor && facts.isBlocked(visitor.address)) {
    throw new IngestError('forbidden', 'the address is on the block list', {
      details: [{ field: 'payload.properties.__ip', message: 'is on the block list' }],
    });
  }
  const timestamp = messageTime({
    timestamp: payload.timestamp ?? magic.timestamp,
    sentAt: facts.envelope.sentAt,
    receivedAt: facts.receivedAt,
  });
  refuseBeforeRetention(facts, timestamp);
  const profileId =
    ('profileId' in payload ? payload.profileId : undefined) ?? magic.identify?.profileId ?? '';
  refuseBlockedProfile(facts, 'profileId', profileId);
  if (message.type === 'alias') refuseBlockedProfile(facts, 'alias', message.payload.alias);
  const botName = botNameOf(deps, facts, visitor, magic);
  const { deviceId, sessionId } =
    botName === '' ? await visit(deps, facts, visitor, message, magic, profileId, timestamp) : noVisit;
  const told =
    deviceId === '' && botName === '' ? await ownDevice(deps, facts, visitor, timestamp) : deviceId;
  const id = payload.id ?? newMessageId(facts.receivedAt);
  const queued: QueuedMessage = { id, deviceId, sessionId, profileId, timestamp, botName, message };
  if (!magic.identify || botName !== '') return { visitor, queued: [queued], deviceId: told };
  const identify: QueuedMessage = {
    ...queued,
    id: derivedMessageId(id, 'identify'),
    sessionId: '',
    profileId: magic.identify.profileId,
    message: {
      type: 'identify',
      payload: { id: undefined, timestamp: undefined, deviceId: undefined, ...magic.identify },
    },
  };
  return { visitor, queued: [queued, identify], deviceId: told };
}

const noVisit = { deviceId: '', sessionId: '' };

/** OpenPanel's properties that are acted on here; the normalizer reads the others and drops them all. */
interface Magic {
  readonly timestamp?: number;
  readonly deviceId?: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly identify?: { readonly profileId: string; readonly traits: Record<string, unknown> };
}

function magicOf(properties: Readonly<Record<string, unknown>>, facts: RequestFacts): Magic {
  const { __timestamp, __deviceId, __ip, __userAgent, __identify } = properties;
  const isVerified = facts.trust === 'secret';
  const identify = identifyOf(__identify);
  return {
    ...(typeof __timestamp === 'string' || typeof __timestamp === 'number'
      ? { timestamp: timeOf(__timestamp) }
      : {}),
    ...(typeof __deviceId === 'string' && __deviceId !== '' ? { deviceId: __deviceId.slice(0, 256) } : {}),
    ...(isVerified && typeof __ip === 'string' ? { address: __ip } : {}),
    ...(isVerified && typeof __userAgent === 'string' ? { userAgent: __userAgent.slice(0, 2_048) } : {}),
    ...(identify ? { identify } : {}),
  };
}

function timeOf(value: string | number): number {
  const milliseconds = parseInstant(value);
  if (milliseconds !== undefined) return milliseconds;
  const message = 'is not a date';
  throw new IngestError('invalid_message', `payload.properties.__timestamp ${message}`, {
    details: [{ field: 'payload.properties.__timestamp', message }],
  });
}

function identifyOf(value: unknown): Magic['identify'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { profileId, properties, ...rest } = value as Record<string, unknown>;
  if ((typeof profileId !== 'string' && typeof profileId !== 'number') || profileId === '') return undefined;
  const nested = typeof properties === 'object' && properties !== null ? properties : {};
  return { profileId: String(profileId).slice(0, 256), traits: { ...nested, ...rest } };
}

function visitorOf(facts: RequestFacts, { address, userAgent }: Magic): Visitor {
  if (address === undefined && userAgent === undefined) return facts.visitor;
  return { address: address ?? facts.visitor.address, userAgent: userAgent ?? facts.visitor.userAgent };
}

/**
 * HTTP libraries are servers, not robots; but a user agent that a verified sender passes on was a visitor's, and a
 * visitor with curl is a robot.
 */
function botNameOf(deps: RouteDeps, facts: RequestFacts, visitor: Visitor, magic: Magic): string {
  if (magic.userAgent !== undefined) return deps.pageBotOf(visitor.userAgent) ?? '';
  return isServer(deps, facts, visitor) ? '' : (deps.botOf(visitor.userAgent) ?? '');
}

async function visit(
  deps: RouteDeps,
  facts: RequestFacts,
  visitor: Visitor,
  message: Message,
  magic: Magic,
  profileId: string,
  timestamp: number,
): Promise<{ readonly deviceId: string; readonly sessionId: string }> {
  const { payload, type } = message;
  const sentDevice = ('deviceId' in payload ? payload.deviceId : undefined) ?? magic.deviceId;
  const sentSession = 'sessionId' in payload ? payload.sessionId : undefined;
  if (sentDevice !== undefined && (sentSession !== undefined || type !== 'track')) {
    return { deviceId: sentDevice, sessionId: sentSession ?? '' };
  }
  if (type === 'alias' || type === 'increment' || type === 'decrement' || type === 'group') return noVisit;
  // A server that speaks of a profile is nobody's device.
  const isAboutProfile = profileId !== '' && (facts.trust === 'secret' || isServer(deps, facts, visitor));
  if (sentDevice === undefined && isAboutProfile) return { deviceId: '', sessionId: sentSession ?? '' };
  const deviceIds =
    sentDevice === undefined ? await cookieless(deps, facts, visitor, timestamp) : ([sentDevice] as const);
  if (sentSession !== undefined || type !== 'track') {
    return { deviceId: deviceIds.at(-1) ?? '', sessionId: sentSession ?? '' };
  }
  return currentSession(deps, facts, deviceIds, timestamp);
}

/** The sender's own device, for messages that belong to none; servers have none. SDKs remember the last answer's. */
async function ownDevice(
  deps: RouteDeps,
  facts: RequestFacts,
  visitor: Visitor,
  timestamp: number,
): Promise<string> {
  if (facts.trust === 'secret' || isServer(deps, facts, visitor)) return '';
  const [, today] = await cookieless(deps, facts, visitor, timestamp);
  return today;
}

/** The device ids of a visitor without one: yesterday's and today's, by the message's own day. */
export function cookieless(
  deps: RouteDeps,
  facts: Pick<RequestFacts, 'access'>,
  visitor: Visitor,
  timestamp: number,
): Promise<readonly [string, string]> {
  const { id: projectId, settings } = facts.access.project;
  return cookielessDeviceIds({ projectId, ...visitor }, timestamp, async (day) => {
    const salt = await deps.saltOf(day);
    // A day whose salt is gone can only come from an import; the same import again must find the same devices.
    return salt ?? createHmac('sha256', settings.importSalt).update(day).digest();
  });
}

export async function currentSession(
  deps: RouteDeps,
  { access }: Pick<RequestFacts, 'access'>,
  deviceIds: readonly [string, ...string[]],
  timestamp: number,
): Promise<{ readonly deviceId: string; readonly sessionId: string }> {
  try {
    const [session] = await deps.sessions.assign([{ projectId: access.project.id, deviceIds, timestamp }]);
    if (session) return session;
    throw new Error('the session store gave no session');
  } catch (error) {
    throw new IngestError('unavailable', 'sessions cannot be assigned now; nothing was accepted', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
}

function refuseBeforeRetention({ access, receivedAt }: RequestFacts, timestamp: number): void {
  const days = access.project.settings.retentionDays ?? 0;
  // ClickHouse's DateTime begins in 1970.
  if (timestamp >= 0 && (days === 0 || timestamp >= receivedAt - days * 86_400_000)) return;
  const message = timestamp < 0 ? 'is before 1970' : `is older than the project keeps events (${days} days)`;
  throw new IngestError('invalid_message', `payload.timestamp ${message}`, {
    details: [{ field: 'payload.timestamp', message }],
  });
}

function refuseBlockedProfile({ access }: RequestFacts, field: string, profileId: string): void {
  if (profileId === '' || !access.project.settings.blockedProfiles?.includes(profileId)) return;
  throw new IngestError('forbidden', 'the profile is on the block list', {
    details: [{ field: `payload.${field}`, message: 'is on the block list' }],
  });
}
