import { z } from 'zod';
import { instant, isoOf } from '../fields.ts';
import { invalid, projectRoute } from '../route.ts';

export const listAuditLog = projectRoute('admin', {
  name: 'listAuditLog',
  method: 'GET',
  path: '/manage/projects/:projectId/audit-log',
  summary: 'Who changed what, and when, newest first; cursor: the cursor of the last entry',
  input: z.strictObject({
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z.string().max(200).exactOptional(),
    actor: z.string().max(64).exactOptional().describe('Only what this one did, such as user:7'),
    action: z.string().max(64).exactOptional().describe('Only what this endpoint did'),
  }),
  data: z.array(
    z.object({
      id: z.string(),
      at: instant,
      actor: z.string().describe('user:<id>, client:<id> or token:<id>'),
      name: z.string().nullable().describe('How people know a user; null where nothing but the id is known'),
      action: z.string().describe("The endpoint's name"),
      subject: z.string().describe('What its path named'),
      cursor: z.string(),
    }),
  ),
  answer: async ({ metadata, project }, { cursor, ...filter }) => {
    const entries = await metadata.auditLog.list(project.id, { ...filter, before: positionOf(cursor) });
    const users = new Set(entries.map((entry) => userIn(entry.actor)).filter((id) => id !== undefined));
    const names = await metadata.accounts.namesOf([...users]);
    return entries.map(({ at, ...entry }) => ({
      ...{ ...entry, at: isoOf(at), cursor: `${at}.${entry.id}` },
      name: names.get(userIn(entry.actor) ?? '') ?? null,
    }));
  },
});

function userIn(actor: string): string | undefined {
  return /^user:(.*)$/s.exec(actor)?.[1];
}

function positionOf(cursor: string | undefined): { readonly at: number; readonly id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [, at, id] = /^(\d{1,14})\.([\w-]{1,36})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) {
    throw invalid([{ field: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return { at: Number(at), id };
}
