import type { BotEventRow } from '@gatrix/analytics-clickhouse-schema';
import type { NormalizerInput } from './normalizer-input.ts';
import { parsePageAddress } from './page/page-address.ts';
import { storedReferrerOf } from './referrer/referrer-classifier.ts';
import { cutToBytes, wellFormed } from './text.ts';

const maxReferrerBytes = 8192;
const maxUserAgentBytes = 1024;

/** The row of `events_bots` for a message that a robot sent. Pure; never throws. */
export function normalizeBot(input: NormalizerInput, botName: string): BotEventRow {
  const page = parsePageAddress(input.path || magicText(input, '__path'));
  const referrer = input.referrer || magicText(input, '__referrer');
  const stored = storedReferrerOf(referrer, [...input.ownDomains, page.origin]);
  return {
    id: input.id,
    project_id: input.projectId,
    name: wellFormed(input.name),
    bot_name: wellFormed(botName),
    timestamp: input.timestamp,
    created_at: input.receivedAt,
    path: page.path,
    referrer: cutToBytes(stored, maxReferrerBytes),
    country: input.geo.country,
    user_agent: cutToBytes(input.userAgent, maxUserAgentBytes),
    import_id: input.sdkName === 'import' ? input.sdkVersion : '',
  };
}

function magicText(input: NormalizerInput, key: string): string {
  const value = input.properties[key];
  return typeof value === 'string' ? value : '';
}
