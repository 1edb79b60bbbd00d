import type { Invitation } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { join } from '../../access/join.ts';
import { InsightsError } from '../../errors.ts';
import { instant, isoOf } from '../fields.ts';
import { actorRoute, nothing, projectRoute } from '../route.ts';
import { role } from './members.ts';

const dayMs = 86_400_000;
const invitation = z.object({
  id: z.string(),
  role,
  expiresAt: instant,
  acceptedBy: z.string().nullable(),
  createdBy: z.string().nullable().describe('The id of a user, or of a client'),
  createdAt: instant,
});

export const listInvitations = projectRoute('admin', {
  name: 'listInvitations',
  method: 'GET',
  path: '/manage/projects/:projectId/invitations',
  summary: 'The invitations, oldest first, those that were accepted or expired included',
  input: nothing,
  data: z.array(invitation),
  answer: async ({ metadata, project }) => (await metadata.invitations.list(project.id)).map(itemOf),
});

export const createInvitation = projectRoute('admin', {
  name: 'createInvitation',
  method: 'POST',
  path: '/manage/projects/:projectId/invitations',
  summary: 'Invites one person: whoever accepts it first is a member',
  status: 201,
  input: z.strictObject({
    role,
    days: z.int().min(1).max(90).default(7).describe('How long it may be accepted'),
  }),
  data: invitation.extend({ token: z.string().describe('Shown this once: only its hash is stored') }),
  answer: async ({ metadata, project, actor }, { role: offered, days }) => {
    const made = await metadata.invitations.create({
      projectId: project.id,
      role: offered,
      expiresAt: Date.now() + days * dayMs,
      createdBy: 'userId' in actor ? actor.userId : actor.clientId,
    });
    return { ...itemOf(made.invitation), token: made.token };
  },
});

export const deleteInvitation = projectRoute('admin', {
  name: 'deleteInvitation',
  method: 'DELETE',
  path: '/manage/projects/:projectId/invitations/:invitationId',
  summary: 'Takes an invitation back',
  input: nothing,
  data: z.object({ id: z.string() }),
  answer: async ({ metadata, project, inPath }) => {
    const id = inPath('invitationId');
    if (!(await metadata.invitations.delete(project.id, id))) {
      throw new InsightsError('not_found', 'there is no such invitation');
    }
    return { id };
  },
});

export const acceptInvitation = actorRoute({
  name: 'acceptInvitation',
  method: 'POST',
  path: '/manage/invitations/accept',
  summary: 'Makes the user a member by an invitation; a higher role that they have stays',
  input: z.strictObject({ token: z.string().min(1).max(200) }),
  data: z.object({ projectId: z.string(), role: z.enum(['owner', 'admin', 'editor', 'viewer']) }),
  answer: async ({ metadata, actor }, { token }) => {
    if (!('userId' in actor)) throw new InsightsError('forbidden', 'only a user can accept an invitation');
    return join(metadata, token, actor.userId);
  },
});

function itemOf({ projectId: _project, expiresAt, createdAt, ...rest }: Invitation) {
  return { ...rest, expiresAt: isoOf(expiresAt), createdAt: isoOf(createdAt) };
}
