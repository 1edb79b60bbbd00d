import {
  importSdk,
  type MessageTable,
  type ProfileChangeRow,
  type RowBatch,
  traitsJson,
} from '@gatrix/analytics-clickhouse-schema';
import {
  flattenProperties,
  type Normalizer,
  type NormalizerInput,
  normalizeBot,
  propertyLimits,
} from '@gatrix/analytics-normalizer';
import type { QueuedMessage, RequestContext } from '@gatrix/analytics-queue';

/** What a message becomes: its row, and how many of its properties were cut to their limits or left out. */
export interface MessageRow {
  readonly row: RowBatch[MessageTable][number];
  readonly truncated: number;
}

/** What all messages of a part of a chunk have in common. */
export interface MessageSource {
  /** Whose claim the messages are, should they be replayed from the dead letters. */
  readonly owner: string;
  readonly context: RequestContext;
  readonly sdkName: string;
  readonly sdkVersion: string;
}

export function messageSource(owner: string, context: RequestContext): MessageSource {
  const [sdkName, sdkVersion] = splitSdk(context.sdk);
  return { owner, context, sdkName, sdkVersion };
}

/** Where a message belongs. */
export function tableOf({ message, botName }: QueuedMessage): MessageTable {
  if (message.type === 'group') return 'groups';
  if (message.type !== 'track') return 'profile_changes';
  return botName === '' ? 'events' : 'events_bots';
}

export function messageRow(normalizer: Normalizer, source: MessageSource, queued: QueuedMessage): MessageRow {
  const { message } = queued;
  if (message.type === 'track') return trackRow(normalizer, source, queued, message.payload);
  if (message.type === 'group') {
    const { groupId, type, name, properties } = message.payload;
    const traits = traitsOf(properties);
    const row = { ...base(source, queued), group_id: groupId, type, name, properties: traits.json };
    return { row, truncated: traits.truncated };
  }
  const traits = messageTraits(message);
  const change: ProfileChangeRow = {
    ...base(source, queued),
    sequence: queued.sequence,
    profile_id: queued.profileId,
    device_id: queued.deviceId,
    kind: message.type,
    traits: traits.json,
    alias: message.type === 'alias' ? message.payload.alias : '',
    property: 'property' in message.payload ? message.payload.property : '',
    amount: amountOf(message),
    groups: message.type === 'assign_group' ? message.payload.groupIds : [],
  };
  return { row: change, truncated: traits.truncated };
}

function messageTraits(message: Exclude<QueuedMessage['message'], { type: 'track' | 'group' }>) {
  if (message.type === 'identify') return traitsOf(message.payload.traits, unsetIn(message.payload.traits));
  if (message.type === 'set_once' || message.type === 'append') return traitsOf(message.payload.properties);
  return { json: '', truncated: 0 };
}

function trackRow(
  normalizer: Normalizer,
  { context, sdkName, sdkVersion }: MessageSource,
  queued: QueuedMessage,
  payload: Extract<QueuedMessage['message'], { type: 'track' }>['payload'],
): MessageRow {
  // Written out: spreading three objects here took a fifth of a worker's time.
  const input: NormalizerInput = {
    id: queued.id,
    projectId: context.projectId,
    name: payload.name,
    deviceId: queued.deviceId,
    profileId: queued.profileId,
    sessionId: queued.sessionId,
    timestamp: queued.timestamp,
    receivedAt: context.receivedAt,
    sequence: queued.sequence,
    path: payload.path,
    referrer: payload.referrer,
    title: payload.title,
    groups: payload.groups,
    properties: payload.properties,
    userAgent: context.userAgent,
    clientHints: context.clientHints,
    geo: context.geo,
    sdkName,
    sdkVersion,
    isServer: context.isServer,
    ownDomains: context.ownDomains,
    retentionDays: context.retentionDays,
  };
  if (queued.botName !== '') return { row: normalizeBot(input, queued.botName), truncated: 0 };
  return normalizer.normalizeCounted(input);
}

function base({ context, sdkName, sdkVersion }: MessageSource, queued: QueuedMessage) {
  return {
    id: queued.id,
    project_id: context.projectId,
    timestamp: queued.timestamp,
    created_at: context.receivedAt,
    import_id: sdkName === importSdk ? sdkVersion : '',
  };
}

function amountOf(message: QueuedMessage['message']): number {
  if (message.type === 'increment') return message.payload.value;
  if (message.type === 'decrement') return -message.payload.value;
  return 0;
}

/** Traits by dot path, each with its own JSON type. */
function traitsOf(properties: Readonly<Record<string, unknown>>, unset: Readonly<Record<string, null>> = {}) {
  const { strings, numbers, booleans, truncated, dropped } = flattenProperties(properties);
  const json = traitsJson({ ...unset, ...strings, ...numbers, ...booleans });
  return { json, truncated: truncated + dropped };
}

/** The paths that a sender unsets by null, within the limits of what can be set. */
function unsetIn(traits: Readonly<Record<string, unknown>>): Record<string, null> {
  const paths: string[] = [];
  const visit = (value: unknown, path: string, depth: number): void => {
    if (value === null && path.length <= propertyLimits.keyLength) paths.push(path);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    if (depth === propertyLimits.depth) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, path ? `${path}.${key}` : key, depth + 1);
  };
  visit(traits, '', 0);
  return Object.fromEntries(paths.slice(0, propertyLimits.keys).map((path) => [path, null]));
}

function splitSdk(sdk: string): [string, string] {
  const at = sdk.lastIndexOf('@');
  return at > 0 ? [sdk.slice(0, at), sdk.slice(at + 1)] : [sdk, ''];
}
