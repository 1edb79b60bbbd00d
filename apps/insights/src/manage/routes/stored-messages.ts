import { findDisplaced, findStoredIds } from '@gatrix/analytics-clickhouse-schema';
import { z } from 'zod';
import { projectRoute } from '../route.ts';

const position = z.int().nonnegative();
const message = z.strictObject({
  id: z.guid().transform((id) => id.toLowerCase()),
  type: z.enum([
    'track',
    'identify',
    'alias',
    'increment',
    'decrement',
    'set_once',
    'append',
    'assign_group',
  ]),
  name: z.string().max(200).exactOptional().describe('Of a track message'),
  timestamp: z.int().min(0).max(4e12).exactOptional().describe('Milliseconds; what the message itself says'),
});

/** Where a message can be: its table, and whether that one is of robots. */
const tables = [
  { table: 'events', isTrack: true },
  { table: 'events_bots', isTrack: true },
  { table: 'profile_changes', isTrack: false },
] as const;

export const findStoredMessages = projectRoute('viewer', {
  name: 'findStoredMessages',
  method: 'POST',
  path: '/manage/projects/:projectId/stored-messages',
  summary:
    'Which of these messages are stored already, as an import wants to know before it sends them; by their place in the list',
  input: z.strictObject({ messages: z.array(message).max(1_000) }),
  data: z.object({
    stored: z.array(position),
    robots: z.array(position).describe("Of those, what is kept as a robot's"),
  }),
  answer: async ({ store, project: { id: projectId } }, { messages }) => {
    const elsewhere = await findDisplaced(
      store,
      messages.map(({ id }) => ({ projectId, id })),
    );
    const found = await Promise.all(
      tables.map(async ({ table, isTrack }) => {
        const queries = messages
          .filter(({ type }) => (type === 'track') === isTrack)
          .map(({ id, name, timestamp }) => ({
            projectId,
            id,
            timestamps: [
              ...(timestamp === undefined ? [] : [timestamp]),
              ...(elsewhere.get(`${projectId} ${id}`) ?? []),
            ],
            ...(isTrack && name !== undefined ? { name } : {}),
          }))
          .filter(({ timestamps }) => timestamps.length > 0);
        return findStoredIds(store, table, queries);
      }),
    );
    const [events, robots, changes] = found;
    const positionsOf = (...of: (ReadonlyMap<string, number> | undefined)[]) =>
      messages.flatMap(({ id }, index) => (of.some((ids) => ids?.has(`${projectId} ${id}`)) ? [index] : []));
    return { stored: positionsOf(events, robots, changes), robots: positionsOf(robots) };
  },
});
