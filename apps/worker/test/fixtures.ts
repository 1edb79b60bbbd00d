import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { emptyGeoLookup } from '@gatrix/analytics-normalizer';
import type { ChunkPart, DeadLetter, DeadLetters, EventChunk, QueuedMessage } from '@gatrix/analytics-queue';
import { createStoredDeadLetters } from '@gatrix/analytics-queue';

export function contextOf(projectId: string, receivedAt = Date.now()): ChunkPart['context'] {
  return {
    projectId,
    requestId: 'r',
    receivedAt,
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    geo: emptyGeoLookup(''),
    sdk: 'web@1.0.0',
    isServer: false,
    ownDomains: [],
    retentionDays: 0,
  };
}

export function track(name: string, overrides: Partial<QueuedMessage> = {}): QueuedMessage {
  const payload = {
    id: undefined,
    timestamp: undefined,
    name,
    properties: { level: 3 },
    profileId: undefined,
    deviceId: undefined,
    sessionId: undefined,
    path: '/shop',
    referrer: undefined,
    title: undefined,
    groups: [],
  };
  return {
    id: randomUUID(),
    deviceId: 'd1',
    sessionId: 's1',
    profileId: '',
    timestamp: Date.now(),
    sequence: 0,
    botName: '',
    message: { type: 'track', payload },
    ...overrides,
  };
}

export function increment(
  profileId: string,
  property: string,
  value: number,
  overrides: Partial<QueuedMessage> = {},
): QueuedMessage {
  return {
    ...track(''),
    deviceId: '',
    sessionId: '',
    profileId,
    message: {
      type: 'increment',
      payload: { id: undefined, timestamp: undefined, profileId, property, value },
    },
    ...overrides,
  };
}

export function chunkOf(
  projectId: string,
  messages: readonly QueuedMessage[],
  id = randomUUID() as string,
): EventChunk {
  return { id, parts: [{ context: contextOf(projectId), messages }], counters: [] };
}

export function deadLettersInMemory(): DeadLetters {
  let letters: readonly DeadLetter[] = [];
  return createStoredDeadLetters(
    {
      load: async () => [...letters],
      save: async (next) => {
        letters = next;
      },
    },
    async () => undefined,
  );
}

export async function rowsOf<T>(clickhouse: ClickHouseClient, query: string): Promise<T[]> {
  const result = await clickhouse.query({
    query,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return result.json<T>();
}
