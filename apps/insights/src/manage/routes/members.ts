import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { rank } from '../access.ts';
import { instant, isoOf, userId } from '../fields.ts';
import { invalid, nothing, type ProjectCall, projectRoute } from '../route.ts';

export const role = z
  .enum(['admin', 'editor', 'viewer'])
  .describe('admin may change the project, editor what is saved in it, viewer may look');
const member = z.object({
  userId,
  name: z.string().nullable().describe('How people know them; null where nothing but the id is known'),
  role: z.enum(['owner', 'admin', 'editor', 'viewer']),
  createdAt: instant.describe('When they joined; of the owner, when the project was made'),
});

export const listMembers = projectRoute('viewer', {
  name: 'listMembers',
  method: 'GET',
  path: '/manage/projects/:projectId/members',
  summary: 'The owner, then the members, oldest first',
  input: nothing,
  data: z.array(member),
  answer: async ({ metadata, project }) => {
    const owner = project.userId;
    const members = (await metadata.members.list(project.id)).filter((one) => one.userId !== owner);
    const all = [
      ...(owner === null ? [] : [{ userId: owner, role: 'owner' as const, createdAt: project.createdAt }]),
      ...members,
    ];
    const names = await metadata.accounts.namesOf(all.map((one) => one.userId));
    return all.map((one) => ({
      ...{ userId: one.userId, name: names.get(one.userId) ?? null, role: one.role },
      createdAt: isoOf(one.createdAt),
    }));
  },
});

export const setMember = projectRoute('admin', {
  name: 'setMember',
  method: 'PUT',
  path: '/manage/projects/:projectId/members/:userId',
  summary: 'Makes a user a member, or gives a member this role',
  input: z.strictObject({ role }),
  data: z.object({ userId, role }),
  answer: async (call, input) => {
    const user = userInPath(call);
    await call.metadata.members.add({ projectId: call.project.id, userId: user, role: input.role });
    return { userId: user, role: input.role };
  },
});

export const removeMember = projectRoute('viewer', {
  name: 'removeMember',
  method: 'DELETE',
  path: '/manage/projects/:projectId/members/:userId',
  summary: "Ends a membership: one's own, or another's by an admin",
  input: nothing,
  data: z.object({ userId }),
  answer: async (call) => {
    const user = userInPath(call);
    const isOwn = 'userId' in call.actor && call.actor.userId === user;
    if (!isOwn && rank[call.role] < rank.admin) {
      throw new InsightsError('forbidden', `this needs the role admin; yours is ${call.role}`);
    }
    if (!(await call.metadata.members.remove(call.project.id, user))) {
      throw new InsightsError('not_found', 'this user is no member');
    }
    return { userId: user };
  },
});

function userInPath({ inPath, project }: ProjectCall): string {
  const parsed = userId.safeParse(inPath('userId'));
  if (!parsed.success) throw invalid([{ field: 'userId', message: 'must have 1 to 36 characters' }]);
  if (parsed.data === project.userId) throw invalid([{ field: 'userId', message: 'owns the project' }]);
  return parsed.data;
}
