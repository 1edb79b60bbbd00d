import type { TrackTarget } from '../track-client.ts';
import { type ImportedMessage, timeOf } from './import-lines.ts';

/** Places in a batch: of messages that are stored already, and of those among them that are a robot's. */
export interface KnownMessages {
  readonly stored: ReadonlySet<number>;
  readonly robots: ReadonlySet<number>;
}

const types = new Set([
  'track',
  'identify',
  'alias',
  'increment',
  'decrement',
  'set_once',
  'append',
  'assign_group',
]);
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Asks insights which of a batch were there before; undefined where the client may not ask, or insights is not there. */
export async function findKnown(
  url: string,
  { clientId, clientSecret }: TrackTarget,
  projectId: string,
  batch: readonly ImportedMessage[],
): Promise<KnownMessages | undefined> {
  const candidates = batch.flatMap((message, index) => askedOf(message, index));
  const response = await fetch(
    new URL(`manage/projects/${encodeURIComponent(projectId)}/stored-messages`, url),
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'openpanel-client-id': clientId,
        'openpanel-client-secret': clientSecret,
      },
      body: JSON.stringify({ messages: candidates.map(({ message }) => message) }),
    },
  ).catch(() => undefined);
  if (!response?.ok) return undefined;
  const { data } = (await response.json()) as { data: { stored: number[]; robots: number[] } };
  const places = (positions: readonly number[]) =>
    new Set(positions.flatMap((at) => candidates[at]?.index ?? []));
  return { stored: places(data.stored), robots: places(data.robots) };
}

function askedOf(imported: ImportedMessage, index: number) {
  const { type, payload } = imported;
  if (!types.has(type) || typeof payload.id !== 'string' || !uuid.test(payload.id)) return [];
  const timestamp = timeOf(imported);
  const name = typeof payload.name === 'string' && payload.name.length <= 200 ? payload.name : undefined;
  const message = {
    id: payload.id,
    type,
    ...(type === 'track' && name !== undefined ? { name } : {}),
    ...(timestamp === undefined || timestamp < 0 ? {} : { timestamp }),
  };
  return [{ index, message }];
}
