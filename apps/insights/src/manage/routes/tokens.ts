import type { Token } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf, name } from '../fields.ts';
import { nothing, type ProjectCall, projectRoute } from '../route.ts';

const kind = z
  .enum(['gauges', 'inbox'])
  .describe('gauges: reads /prometheus/:projectId; inbox: sends to /hooks/gatrix/:token');

const token = z.object({
  id: z.string(),
  name: z.string(),
  kind,
  revokedAt: instant.nullable(),
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
});

export const listTokens = projectRoute('viewer', {
  name: 'listTokens',
  method: 'GET',
  path: '/manage/projects/:projectId/tokens',
  summary: 'The tokens of programs, oldest first, those that were revoked included',
  input: nothing,
  data: z.array(token),
  answer: async ({ metadata, project }) => (await metadata.tokens.list(project.id)).map(itemOf),
});

export const createToken = projectRoute('admin', {
  name: 'createToken',
  method: 'POST',
  path: '/manage/projects/:projectId/tokens',
  summary: 'Makes a token that reads the gauges, or one that Gatrix sends to the inbox with',
  status: 201,
  input: z.strictObject({ name, kind }),
  data: token.extend({ token: z.string().describe('Shown this once: only its hash is stored') }),
  answer: async ({ metadata, project, actor }, input) => {
    const createdBy = 'userId' in actor ? actor.userId : actor.clientId;
    const made = await metadata.tokens.create({ ...input, projectId: project.id, createdBy });
    return { ...itemOf(made.token), token: made.secret };
  },
});

export const revokeToken = projectRoute('admin', {
  name: 'revokeToken',
  method: 'DELETE',
  path: '/manage/projects/:projectId/tokens/:tokenId',
  summary: 'Ends a token, at once',
  input: nothing,
  data: token,
  answer: async (call) => {
    const { id } = await tokenInPath(call);
    await call.metadata.tokens.revoke(id);
    return itemOf(await tokenInPath(call));
  },
});

async function tokenInPath({ metadata, project, inPath }: ProjectCall): Promise<Token> {
  const token = await metadata.tokens.get(inPath('tokenId'));
  if (token?.projectId !== project.id) throw new InsightsError('not_found', 'there is no such token');
  return token;
}

function itemOf({ projectId: _project, ...found }: Token): z.output<typeof token> {
  const { revokedAt, createdAt } = found;
  return {
    ...found,
    revokedAt: revokedAt === null ? null : isoOf(revokedAt),
    createdAt: isoOf(createdAt),
  };
}
