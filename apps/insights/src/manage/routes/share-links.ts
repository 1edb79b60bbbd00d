import type { ShareLink } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { procedureOf, questions } from '../../shared-questions.ts';
import { instant, isoOf, json, moment, name } from '../fields.ts';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';

const link = z.object({
  id: z.string(),
  name: z.string(),
  questions: json.describe('Or {"boardId"}'),
  hasPassword: z.boolean(),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
});

export const listShareLinks = projectRoute('viewer', {
  name: 'listShareLinks',
  method: 'GET',
  path: '/manage/projects/:projectId/share-links',
  summary: 'The links that show reports, oldest first, those that ended included',
  input: nothing,
  data: z.array(link),
  answer: async ({ metadata, project }) => (await metadata.shareLinks.list(project.id)).map(itemOf),
});

export const createShareLink = projectRoute('editor', {
  name: 'createShareLink',
  method: 'POST',
  path: '/manage/projects/:projectId/share-links',
  summary:
    'Makes a link that answers fixed questions or shows a board, and nothing else, at POST /insights/shared/:token',
  status: 201,
  input: z.strictObject({
    name,
    questions: questions.exactOptional(),
    boardId: z
      .string()
      .max(36)
      .exactOptional()
      .describe('In place of questions: the board as it is when it is looked at'),
    password: z.string().min(8).max(200).exactOptional(),
    expiresAt: moment.exactOptional(),
  }),
  data: link.extend({ token: z.string().describe('Shown this once: only its hash is stored') }),
  answer: async (call, { questions: asked, boardId, ...input }) => {
    const { metadata, reports, project, actor } = call;
    if ((asked === undefined) === (boardId === undefined))
      throw invalid([{ field: 'questions', message: 'or boardId is required, one of them' }]);
    if (input.expiresAt !== undefined && input.expiresAt <= Date.now())
      throw invalid([{ field: 'expiresAt', message: 'must lie in the future' }]);
    if (boardId !== undefined) await checkBoard(call, boardId);
    for (const [index, question] of (asked ?? []).entries()) {
      // What cannot be answered now would not be answered to whoever has the link.
      try {
        await procedureOf(reports, question).answer(project, question.query, {});
      } catch (error) {
        throw placed(error, `questions.${index}.query`);
      }
    }
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const shown = boardId === undefined ? (asked ?? []) : { boardId };
    const made = await metadata.shareLinks.create({
      ...{ ...input, projectId: project.id, createdBy },
      questions: shown,
    });
    return { ...itemOf(made.link), token: made.token };
  },
});

export const revokeShareLink = projectRoute('editor', {
  name: 'revokeShareLink',
  method: 'DELETE',
  path: '/manage/projects/:projectId/share-links/:linkId',
  summary: 'Ends a link',
  input: nothing,
  data: link,
  answer: async (call) => {
    const { id } = await linkInPath(call);
    await call.metadata.shareLinks.revoke(id);
    return itemOf(await linkInPath(call));
  },
});

export const listShareVisits = projectRoute('viewer', {
  name: 'listShareVisits',
  method: 'GET',
  path: '/manage/projects/:projectId/share-links/:linkId/visits',
  summary: 'When a link was opened in the last 90 days, newest first, at most 1,000',
  input: nothing,
  data: z.array(z.object({ at: instant, userAgent: z.string() })),
  answer: async (call) => {
    const { id } = await linkInPath(call);
    const visits = await call.metadata.shareLinks.visits(id);
    return visits.map(({ at, userAgent }) => ({ at: isoOf(at), userAgent }));
  },
});

async function checkBoard({ metadata, project }: ProjectCall, boardId: string): Promise<void> {
  const board = await metadata.boards.get(boardId);
  if (board?.projectId !== project.id)
    throw invalid([{ field: 'boardId', message: 'is not a board of this project' }]);
}

function placed(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || !('problems' in error) || !Array.isArray(error.problems)) return error;
  const details = error.problems.map(({ field, message }: { field: string; message: string }) => ({
    field: `${place}.${field}`,
    message,
  }));
  return new InsightsError('invalid_parameters', error.message, details, error);
}

async function linkInPath({ metadata, project, inPath }: ProjectCall): Promise<ShareLink> {
  const link = await metadata.shareLinks.get(inPath('linkId'));
  if (link?.projectId !== project.id) throw new InsightsError('not_found', 'there is no such link');
  return link;
}

function itemOf({ projectId: _project, expiresAt, revokedAt, createdAt, ...rest }: ShareLink) {
  const timeOf = (at: number | null) => (at === null ? null : isoOf(at));
  return { ...rest, expiresAt: timeOf(expiresAt), revokedAt: timeOf(revokedAt), createdAt: isoOf(createdAt) };
}
