import { eraseList } from '@gatrix/analytics-clickhouse-schema';
import type { Segment } from '@gatrix/analytics-metadata';
import { segmentDefinition, segmentSizeData } from '@gatrix/analytics-protocol/insights';
import { checkReferences, savedSegment } from '@gatrix/analytics-reports';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json, name } from '../fields.ts';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';
import { refuseInUse, usage, usagesOf } from '../usages.ts';

const definition = z
  .record(z.string(), json)
  .describe(
    'Conditions {"field","op","value"}, {"did","event",…}, {"funnel","reached"|"lost"}, {"list"}; "and" and "or" around them',
  );
const segment = z.object({
  id: z.string(),
  name: z.string(),
  definition: json,
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});
export const listSegments = projectRoute('reader', {
  name: 'listSegments',
  method: 'GET',
  path: '/insights/:projectId/segments',
  summary: 'The segments, oldest first',
  input: nothing,
  data: z.array(segment),
  answer: async ({ metadata, project }) => (await metadata.segments.list(project.id)).map(itemOf),
});

export const createSegment = projectRoute('editor', {
  name: 'createSegment',
  method: 'POST',
  path: '/insights/:projectId/segments',
  summary: 'Saves a segment, and says how many are in it now',
  status: 201,
  input: z.strictObject({ name, definition }),
  data: segment.extend(segmentSizeData.shape),
  answer: async (call, input) => {
    const { metadata, project, actor } = call;
    const counts = await checked(call, { id: '', ...input });
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    return {
      ...itemOf(await metadata.segments.create({ ...input, projectId: project.id, createdBy })),
      ...counts,
    };
  },
});

export const getSegment = projectRoute('reader', {
  name: 'getSegment',
  method: 'GET',
  path: '/insights/:projectId/segments/:id',
  summary: 'One segment, and what uses it',
  input: nothing,
  data: segment.extend({ usedBy: z.array(usage) }),
  answer: async (call) => {
    const segment = await segmentInPath(call);
    return { ...itemOf(segment), usedBy: await usagesOf(call, segment.id) };
  },
});

export const updateSegment = projectRoute('editor', {
  name: 'updateSegment',
  method: 'PATCH',
  path: '/insights/:projectId/segments/:id',
  summary: 'Changes what is sent',
  input: z.strictObject({ name: name.exactOptional(), definition: definition.exactOptional() }),
  data: segment,
  answer: async (call, patch) => {
    const segment = await segmentInPath(call);
    if (patch.definition) {
      await checked(call, { id: segment.id, name: segment.name, ...patch, definition: patch.definition });
    }
    const changed = known(await call.metadata.segments.update(segment.id, patch));
    await dropLists(call, listsIn(segment.definition));
    return itemOf(changed);
  },
});

export const deleteSegment = projectRoute('editor', {
  name: 'deleteSegment',
  method: 'DELETE',
  path: '/insights/:projectId/segments/:id',
  summary: 'Deletes a segment; 409 where something uses it, with what that is',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id, definition: old } = await segmentInPath(call);
    await refuseInUse(call, id);
    await call.metadata.segments.delete(id);
    await dropLists(call, listsIn(old));
    return { id };
  },
});

/** Whatever is wrong with a definition, found by asking it: how many are in it now. */
async function checked(
  { metadata, reports, project }: ProjectCall,
  { id, name: called, definition: input }: Pick<Segment, 'id' | 'name' | 'definition'>,
) {
  const parsed = segmentDefinition.safeParse(input);
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map(({ path, message }) => ({
        field: ['definition', ...path.map(String)].join('.'),
        message,
      })),
    );
  }
  const saved = (await metadata.segments.list(project.id)).flatMap(savedSegment);
  checkReferences({ id, name: called, definition: parsed.data }, saved);
  for (const list of listsIn(parsed.data)) await reports.segmentList(project, { id: list });
  return (await reports.segmentSize(project, { definition: parsed.data })).data;
}

/** Erases those lists that no segment names any more. */
async function dropLists({ metadata, project, store }: ProjectCall, lists: readonly string[]) {
  if (lists.length === 0) return;
  const left = new Set((await metadata.segments.list(project.id)).flatMap((one) => listsIn(one.definition)));
  for (const list of lists) if (!left.has(list)) await eraseList(store, project.id, list);
}

/** The ids of the uploaded lists in a definition. */
function listsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('list' in value && typeof value.list === 'string') return [value.list];
  return Object.values(value).flatMap(listsIn);
}

async function segmentInPath({ metadata, project, inPath }: ProjectCall): Promise<Segment> {
  const segment = known(await metadata.segments.get(inPath('id')));
  return known(segment.projectId === project.id ? segment : undefined);
}

function known(found: Segment | undefined): Segment {
  if (!found) throw new InsightsError('not_found', 'there is no such segment');
  return found;
}

function itemOf({ projectId: _project, ...found }: Segment): z.output<typeof segment> {
  return { ...found, createdAt: isoOf(found.createdAt), updatedAt: isoOf(found.updatedAt) };
}
