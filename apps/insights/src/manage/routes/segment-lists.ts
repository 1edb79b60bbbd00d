import { randomUUID } from 'node:crypto';
import { segmentListData } from '@gatrix/analytics-protocol/insights';
import { z } from 'zod';
import { checkedIds, idsOfCsv } from '../listed-ids.ts';
import { type ProjectCall, projectRoute } from '../route.ts';

/** A million ids of 36 letters, and some room. */
const bodyLimit = 64 * 1024 * 1024;
const rowsPerInsert = 100_000;

export const uploadList = projectRoute('editor', {
  name: 'uploadSegmentList',
  method: 'POST',
  path: '/insights/:projectId/segments/lists',
  summary:
    'Uploads a list of ids, as the first column of a CSV file or as JSON, for a condition {"list": id}',
  status: 201,
  text: { types: ['text/csv', 'text/plain'], bodyLimit },
  input: z.union([z.string(), z.strictObject({ ids: z.array(z.string().min(1)) })]),
  data: segmentListData.extend({ id: z.string() }),
  answer: async (call, input) => {
    const ids =
      typeof input === 'string'
        ? idsOfCsv(input)
        : checkedIds(input.ids.map((id, index) => ({ id, field: `ids.${index}` })));
    const id = randomUUID();
    await store(call, id, ids);
    const { data } = await call.reports.segmentList(call.project, { id });
    return { id, ...data };
  },
});

async function store({ store: target, project }: ProjectCall, list: string, ids: readonly string[]) {
  for (let at = 0; at < ids.length; at += rowsPerInsert) {
    await target.clickhouse.insert({
      table: `${target.database}.listed_ids`,
      columns: ['project_id', 'list_id', 'id'],
      values: ids.slice(at, at + rowsPerInsert).map((id) => [project.id, list, id]),
      format: 'JSONCompactEachRow',
      clickhouse_settings: { async_insert: 0, distributed_foreground_insert: 1 },
    });
  }
}
