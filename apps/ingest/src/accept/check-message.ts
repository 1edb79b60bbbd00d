import { type GeoLocation, readFirstAddress } from '@gatrix/analytics-normalizer';
import { type Message, parseInstant, textOfNumericId, transactionOf } from '@gatrix/analytics-protocol/track';
import { IngestError } from '../errors.ts';
import type { RouteDeps } from '../route-deps.ts';
import { derivedMessageId, newMessageId } from './message-id.ts';
import { messageTime } from './message-time.ts';
import { isImport, isServer, type RequestFacts, type Visitor } from './request-facts.ts';

/** A message that may be stored, and what is known of it before its device and session are. */
export interface CheckedMessage {
  readonly message: Message;
  readonly id: string;
  readonly visitor: Visitor;
  /** Milliseconds, corrected for the sender's clock. */
  readonly timestamp: number;
  /** As in QueuedMessage. */
  readonly toldAt: number | undefined;
  /** '' where there is none, as in the two below. */
  readonly profileId: string;
  /** The sender's own. */
  readonly deviceId: string;
  readonly botName: string;
  /** What a `__identify` property brought along. */
  readonly identify: Magic['identify'];
}

/** Gives a message its id and time. Throws IngestError where it may not be stored. */
export function checkMessage(deps: RouteDeps, facts: RequestFacts, message: Message): CheckedMessage {
  const { payload } = message;
  const magic = message.type === 'track' ? magicOf(message.payload.properties, facts) : noMagic;
  const visitor = visitorOf(facts, magic);
  if (visitor !== facts.visitor && facts.isBlocked(visitor.address)) {
    throw refused('forbidden', 'properties.__ip', 'is on the block list');
  }
  const botName = botNameOf(deps, facts, message.type, visitor, magic);
  const ownId = (botName === '' ? transactionId(facts, message) : undefined) ?? payload.id;
  const { timestamp, toldAt } = messageTime({
    id: ownId,
    timestamp: payload.timestamp ?? magic.timestamp,
    sentAt: facts.envelope.sentAt,
    arrivedAt: facts.arrivedAt,
    receivedAt: facts.receivedAt,
  });
  refuseTooOld(facts, timestamp);
  const sentProfile = 'profileId' in payload ? payload.profileId : undefined;
  const profileId = sentProfile ?? magic.identify?.profileId ?? '';
  refuseBlockedProfile(facts, 'profileId', profileId);
  if (message.type === 'alias') refuseBlockedProfile(facts, 'alias', message.payload.alias);
  return {
    message,
    id: ownId ?? newMessageId(facts.receivedAt),
    visitor,
    timestamp,
    // A transaction may be told of again with another time and another name.
    toldAt: ownId === payload.id ? toldAt : 0,
    profileId,
    deviceId: ('deviceId' in payload ? payload.deviceId : undefined) ?? magic.deviceId ?? '',
    botName,
    identify: magic.identify,
  };
}

/** A transaction is counted once a project, whoever tells of it. An import is another system's record, and is kept as it is. */
function transactionId(facts: RequestFacts, message: Message): string | undefined {
  if (message.type !== 'track' || isImport(facts)) return undefined;
  const transaction = transactionOf(message.payload.name, message.payload.properties);
  return transaction === undefined ? undefined : derivedMessageId(transaction, 'transaction');
}

/** OpenPanel's properties that are acted on here; the normalizer reads the others and drops them all. */
interface Magic {
  readonly timestamp?: number;
  readonly deviceId?: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly place?: GeoLocation;
  readonly identify?: { readonly profileId: string; readonly traits: Record<string, unknown> };
}

const noMagic: Magic = {};

function magicOf(properties: Readonly<Record<string, unknown>>, facts: RequestFacts): Magic {
  if (!hasMagic(properties)) return noMagic;
  const { __timestamp, __deviceId, __ip, __userAgent, __country, __identify } = properties;
  const isVerified = facts.trust === 'secret';
  const identify = identifyOf(__identify);
  const deviceId = idOf(__deviceId, 'properties.__deviceId');
  return {
    ...(typeof __timestamp === 'string' || typeof __timestamp === 'number'
      ? { timestamp: timeOf(__timestamp) }
      : {}),
    ...(deviceId === '' ? {} : { deviceId }),
    ...(isVerified && typeof __ip === 'string' ? { address: addressOf(__ip) } : {}),
    ...(isVerified && typeof __userAgent === 'string' ? { userAgent: __userAgent.slice(0, 2_048) } : {}),
    ...(isVerified && typeof __country === 'string' ? { place: placeOf(__country, properties) } : {}),
    ...(identify ? { identify } : {}),
  };
}

function hasMagic(properties: Readonly<Record<string, unknown>>): boolean {
  for (const name in properties) if (name.startsWith('__')) return true;
  return false;
}

function timeOf(value: string | number): number {
  const milliseconds = parseInstant(value);
  if (milliseconds !== undefined) return milliseconds;
  throw refused('invalid_message', 'properties.__timestamp', 'is not a date');
}

/** The visitor's address in any form; other text, such as the host names of a log, tells visitors apart as well. */
function addressOf(text: string): string {
  return readFirstAddress(text) ?? text.trim().slice(0, 256);
}

/** An id among the properties, which the schema does not look at; '' where there is none. */
function idOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value.slice(0, 256);
  if (typeof value !== 'number') return '';
  const id = textOfNumericId(value);
  if (id !== undefined) return id;
  throw refused('invalid_message', field, 'has more digits than a number keeps: send it as a string');
}

function identifyOf(value: unknown): Magic['identify'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { profileId: sent, properties, ...rest } = value as Record<string, unknown>;
  const profileId = idOf(sent, 'properties.__identify.profileId');
  if (profileId === '') return undefined;
  const nested = typeof properties === 'object' && properties !== null ? properties : {};
  return { profileId, traits: { ...nested, ...rest } };
}

function placeOf(country: string, { __region, __city }: Readonly<Record<string, unknown>>): GeoLocation {
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 256) : '');
  return {
    country: /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : '',
    region: text(__region),
    city: text(__city),
    latitude: null,
    longitude: null,
  };
}

function visitorOf({ visitor }: RequestFacts, { address, userAgent, place }: Magic): Visitor {
  if (address === undefined && userAgent === undefined && place === undefined) return visitor;
  return { address: address ?? visitor.address, userAgent: userAgent ?? visitor.userAgent, place };
}

/**
 * Only visits can be a robot's. A sender with a secret is none, whatever its own user agent; but one that it passes on
 * was a visitor's, and a visitor with curl is a robot.
 */
function botNameOf(
  deps: RouteDeps,
  facts: RequestFacts,
  type: Message['type'],
  visitor: Visitor,
  magic: Magic,
): string {
  if (type !== 'track') return '';
  if (magic.userAgent !== undefined) return deps.pageBotOf(visitor.userAgent) ?? '';
  if (facts.trust === 'secret' || isServer(deps, facts, visitor)) return '';
  if (facts.senderKind === 'app') return '';
  return deps.botOf(visitor.userAgent) ?? dataCenterOf(deps, facts, visitor);
}

/** Nobody browses from a data centre. */
function dataCenterOf(deps: RouteDeps, { access }: RequestFacts, { address }: Visitor): string {
  if (access.project.settings.filterDatacenters !== true) return '';
  const name = deps.dataCenterOf?.(address) ?? '';
  return name === '' ? '' : `Data centre: ${name}`;
}

const dayMs = 86_400_000;
/** Offline queues are not older; each month that a sender names costs a file of every table. */
const defaultMaxPastDays = 90;

function refuseTooOld({ access, trust, receivedAt }: RequestFacts, timestamp: number): void {
  const { retentionDays = 0, maxPastDays = defaultMaxPastDays } = access.project.settings;
  // ClickHouse's DateTime begins in 1970.
  if (timestamp < 0) throw refused('invalid_message', 'timestamp', 'is before 1970');
  if (retentionDays !== 0 && timestamp < receivedAt - retentionDays * dayMs) {
    const message = `is older than the project keeps events (${retentionDays} days)`;
    throw refused('invalid_message', 'timestamp', message);
  }
  if (trust === 'secret' || timestamp >= receivedAt - maxPastDays * dayMs) return;
  const message = `is more than ${maxPastDays} days ago, which needs a secret`;
  throw refused('invalid_message', 'timestamp', message);
}

function refuseBlockedProfile({ access }: RequestFacts, field: string, profileId: string): void {
  if (profileId === '' || !access.project.settings.blockedProfiles?.includes(profileId)) return;
  throw refused('forbidden', field, 'is on the block list');
}

export function refused(code: 'invalid_message' | 'forbidden', field: string, message: string): IngestError {
  const path = `payload.${field}`;
  return new IngestError(code, `${path} ${message}`, { details: [{ field: path, message }] });
}
