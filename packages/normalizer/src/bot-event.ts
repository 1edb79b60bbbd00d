import type { BotEventRow } from '@gatrix/analytics-clickhouse-schema';
import type { NormalizerInput } from './normalizer-input.ts';
import { parsePageAddress } from './page/page-address.ts';
import { cutToBytes, wellFormed } from './text.ts';

const maxReferrerBytes = 8192;
const maxUserAgentBytes = 1024;

/** The row of `events_bots` for a message that a robot sent. Pure; never throws. */
export function normalizeBot(input: NormalizerInput, botName: string): BotEventRow {
  return {
    id: input.id,
    project_id: input.projectId,
    name: wellFormed(input.name),
    bot_name: wellFormed(botName),
    timestamp: input.timestamp,
    created_at: input.receivedAt,
    path: parsePageAddress(input.path || magicText(input, '__path')).path,
    referrer: cutToBytes(input.referrer || magicText(input, '__referrer'), maxReferrerBytes),
    country: input.geo.country,
    user_agent: cutToBytes(input.userAgent, maxUserAgentBytes),
  };
}

function magicText(input: NormalizerInput, key: string): string {
  const value = input.properties[key];
  return typeof value === 'string' ? value : '';
}
