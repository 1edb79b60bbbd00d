import type { ClickHouseClient } from '@clickhouse/client';
import type { GroupRow, ProfileChangeRow } from '@gatrix/analytics-clickhouse-schema';
import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from './query/plan.ts';

interface ChangeRecord
  extends Pick<
    ProfileChangeRow,
    'id' | 'kind' | 'profile_id' | 'device_id' | 'traits' | 'alias' | 'property' | 'amount' | 'groups'
  > {
  readonly happened_at: string;
}

interface GroupRecord extends Pick<GroupRow, 'group_id' | 'type' | 'name' | 'properties'> {
  readonly happened_at: string;
}

/** Starts a statement whose rows come one after the other. */
export type Stream = (
  query: Sql,
) => Promise<ReturnType<Awaited<ReturnType<ClickHouseClient['query']>>['stream']>>;

const happenedAt = sql`concat(replaceOne(toString(timestamp), ' ', 'T'), 'Z') AS happened_at`;

/**
 * What was ever said of the project's people and groups, a message a line, as `/track` takes them: in the order of their times, with
 * their own ids, so that who takes them stores each once.
 */
export async function* peopleLines(plan: Plan, stream: Stream): AsyncGenerator<string> {
  const { tables, projectId } = plan;
  const project = param.string(projectId);
  yield* linesOf<ChangeRecord>(
    await stream(sql`SELECT toString(c.id) AS id, kind, profile_id, device_id, ${happenedAt}, traits, alias, property, amount, groups
FROM ${tables.profileChanges} AS c
WHERE project_id = ${project}
ORDER BY timestamp, created_at, sequence, c.id`),
    (record) => ({ type: record.kind, payload: payloadOf(record) }),
  );
  yield* linesOf<GroupRecord>(
    await stream(sql`SELECT group_id, type, name, properties, ${happenedAt}
FROM ${tables.groups} FINAL
WHERE project_id = ${project}
ORDER BY group_id`),
    ({ group_id: id, type, name, properties, happened_at: timestamp }) => ({
      type: 'group',
      payload: { id, type, name, timestamp, properties: JSON.parse(properties || '{}') },
    }),
  );
}

async function* linesOf<Record>(
  batches: AsyncIterable<readonly { json<T>(): T }[]>,
  messageOf: (record: Record) => object,
): AsyncGenerator<string> {
  for await (const rows of batches) {
    yield rows.map((row) => `${JSON.stringify(messageOf(row.json<Record>()))}\n`).join('');
  }
}

function payloadOf(record: ChangeRecord): object {
  const { id, happened_at: timestamp, kind, profile_id: profileId, device_id, traits } = record;
  const common = { id, timestamp, ...(profileId === '' ? {} : { profileId }) };
  const deviceId = device_id === '' ? {} : { deviceId: device_id };
  switch (kind) {
    case 'alias':
      return { ...common, alias: record.alias };
    case 'increment':
    case 'decrement':
      return { ...common, property: record.property, value: Math.abs(record.amount) };
    case 'assign_group':
      return { ...common, ...deviceId, groupIds: record.groups };
    case 'identify':
      return { ...common, ...deviceId, properties: JSON.parse(traits || '{}') };
    case 'set_once':
    case 'append':
      return { ...common, properties: JSON.parse(traits || '{}') };
  }
}
