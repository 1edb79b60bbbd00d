import { randomUUID } from 'node:crypto';
import type { ChunkPart } from '../src/chunk.ts';

export const context = {
  projectId: 'p',
  requestId: 'r',
  receivedAt: 1,
  userAgent: '',
  geo: { country: '', region: '', city: '', latitude: null, longitude: null },
  sdk: '',
  isServer: false,
  ownDomains: [],
  retentionDays: 0,
};

/** Messages of one request, so many. */
export function part(count: number, text = ''): ChunkPart {
  const messages = Array.from({ length: count }, () => ({
    ...{
      id: randomUUID(),
      deviceId: text,
      sessionId: '',
      profileId: '',
      timestamp: 1,
      sequence: 0,
      botName: '',
    },
    message: {
      type: 'alias' as const,
      payload: { id: undefined, timestamp: undefined, profileId: 'a', alias: 'b' },
    },
  }));
  return { context, messages };
}
