import { randomUUID } from 'node:crypto';
import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { createNormalizer, emptyGeoLookup } from '@gatrix/analytics-normalizer';
import type { ChunkPart, QueuedMessage } from '@gatrix/analytics-queue';

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
];

/** Page views and events of 5,000 devices, with a handful of properties each. */
export function createMessages(count: number): QueuedMessage[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    deviceId: `device-${index % 5_000}`,
    sessionId: `session-${index % 7_000}`,
    profileId: index % 3 === 0 ? `user-${index % 2_000}` : '',
    timestamp: now - (index % 60_000),
    sequence: 0,
    botName: '',
    message: {
      type: 'track' as const,
      payload: {
        id: undefined,
        timestamp: undefined,
        name: index % 4 === 0 ? 'level_completed' : 'screen_view',
        properties: { level: index % 50, mode: 'ranked', seconds: (index % 900) / 10, won: index % 2 === 0 },
        profileId: undefined,
        deviceId: undefined,
        sessionId: undefined,
        path: `https://example.com/games/${index % 300}?utm_source=newsletter&utm_medium=email`,
        referrer: index % 5 === 0 ? 'https://www.google.com/' : undefined,
        title: 'A page of the game',
        groups: [],
      },
    },
  }));
}

/** What the request of a message says. */
export function contextOf(index: number): ChunkPart['context'] {
  return {
    projectId: 'bench',
    requestId: 'bench',
    receivedAt: Date.now(),
    userAgent: agents[index % agents.length] ?? '',
    geo: { ...emptyGeoLookup(''), country: 'KR', city: 'Seoul' },
    sdk: 'web@1.0.0',
    isServer: false,
    ownDomains: ['example.com'],
    retentionDays: 0,
  };
}

/** The rows that the worker makes of the messages. */
export function finishedRows(messages: readonly QueuedMessage[]): EventRow[] {
  const normalizer = createNormalizer();
  return messages.flatMap((queued, index) => {
    if (queued.message.type !== 'track') return [];
    const { payload } = queued.message;
    const input = { ...contextOf(index), ...queued, ...payload, sdkName: 'web', sdkVersion: '1.0.0' };
    return [
      normalizer.normalize({
        ...input,
        id: queued.id,
        profileId: queued.profileId,
        deviceId: queued.deviceId,
        sessionId: queued.sessionId,
        timestamp: queued.timestamp,
      }),
    ];
  });
}
