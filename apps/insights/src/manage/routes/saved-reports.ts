import type { SavedReport } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, json, name } from '../fields.ts';
import { nothing, type ProjectCall, projectRoute } from '../route.ts';
import { checkFilters } from '../saved-filters.ts';
import { refuseInUse } from '../usages.ts';

const fields = {
  name,
  report: z
    .string()
    .regex(/^[a-z][a-z-]{0,63}$/i, 'must be the name of a report')
    .describe('funnel, query, …'),
  query: z
    .record(z.string(), json)
    .describe(
      "The report's parameters; the dashboard keeps its address's search under search, and the parameters under parameters",
    ),
};
const savedReport = z.object({
  id: z.string(),
  name: z.string(),
  report: z.string(),
  query: json,
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
  updatedAt: instant,
});

export const listSavedReports = projectRoute('reader', {
  name: 'listSavedReports',
  method: 'GET',
  path: '/manage/projects/:projectId/saved-reports',
  summary: 'The saved reports, oldest first',
  input: nothing,
  data: z.array(savedReport),
  answer: async ({ metadata, project }) => (await metadata.savedReports.list(project.id)).map(itemOf),
});

export const createSavedReport = projectRoute('editor', {
  name: 'createSavedReport',
  method: 'POST',
  path: '/manage/projects/:projectId/saved-reports',
  summary: 'Saves a report',
  status: 201,
  input: z.strictObject(fields),
  data: savedReport,
  answer: async (call, input) => {
    const { metadata, project, actor } = call;
    await checkFilters(call, input.query);
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    return itemOf(await metadata.savedReports.create({ ...input, projectId: project.id, createdBy }));
  },
});

export const getSavedReport = projectRoute('reader', {
  name: 'getSavedReport',
  method: 'GET',
  path: '/manage/projects/:projectId/saved-reports/:reportId',
  summary: 'One saved report',
  input: nothing,
  data: savedReport,
  answer: async (call) => itemOf(await reportInPath(call)),
});

export const updateSavedReport = projectRoute('editor', {
  name: 'updateSavedReport',
  method: 'PATCH',
  path: '/manage/projects/:projectId/saved-reports/:reportId',
  summary: 'Changes what is sent',
  input: z.strictObject({
    name: fields.name.exactOptional(),
    report: fields.report.exactOptional(),
    query: fields.query.exactOptional(),
  }),
  data: savedReport,
  answer: async (call, patch) => {
    const { id } = await reportInPath(call);
    await checkFilters(call, patch.query);
    return itemOf(known(await call.metadata.savedReports.update(id, patch)));
  },
});

export const deleteSavedReport = projectRoute('editor', {
  name: 'deleteSavedReport',
  method: 'DELETE',
  path: '/manage/projects/:projectId/saved-reports/:reportId',
  summary: 'Deletes a saved report; 409 where something uses it, with what that is',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async (call) => {
    const { id } = await reportInPath(call);
    await refuseInUse(call, id);
    await call.metadata.savedReports.delete(id);
    return { id };
  },
});

async function reportInPath({ metadata, project, inPath }: ProjectCall): Promise<SavedReport> {
  const report = known(await metadata.savedReports.get(inPath('reportId')));
  return known(report.projectId === project.id ? report : undefined);
}

function known(report: SavedReport | undefined): SavedReport {
  if (!report) throw new InsightsError('not_found', 'there is no such saved report');
  return report;
}

function itemOf({ projectId: _project, ...report }: SavedReport): z.output<typeof savedReport> {
  return { ...report, createdAt: isoOf(report.createdAt), updatedAt: isoOf(report.updatedAt) };
}
