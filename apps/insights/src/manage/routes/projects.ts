import { changeRetention, eraseProject } from '@gatrix/analytics-clickhouse-schema';
import type { Project } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import { accessTo, type Role } from '../access.ts';
import { instant, isoOf, projectFields, settings, userId } from '../fields.ts';
import { actorRoute, nothing, projectRoute } from '../route.ts';
import { clientWithSecret, newClient } from './clients.ts';

const project = z.object({
  id: z.string(),
  name: z.string(),
  domain: z.string(),
  timezone: z.string(),
  ownerId: z.string().nullable().describe("The owner's id in the host's database"),
  settings,
  role: z.enum(['viewer', 'editor', 'admin', 'owner']).describe('What whoever asks is in it'),
  createdAt: instant,
});
type ProjectItem = z.output<typeof project>;

export const listProjects = actorRoute({
  name: 'listProjects',
  method: 'GET',
  path: '/manage/projects',
  summary: "A root client's project; all that a user owns or is a member of",
  input: nothing,
  data: z.array(project),
  answer: async ({ actor, ...manage }) => {
    const projects =
      'userId' in actor ? await manage.metadata.projects.list(actor) : [{ id: actor.projectId }];
    return Promise.all(
      projects.map(async ({ id }) => {
        const access = await accessTo(manage, actor, id, 'viewer');
        return itemOf(access.project, access.role);
      }),
    );
  },
});

export const createProject = actorRoute({
  name: 'createProject',
  method: 'POST',
  path: '/manage/projects',
  summary: 'Creates a project with a write client, which the user owns; clients cannot',
  status: 201,
  input: z.strictObject({
    name: projectFields.name,
    domain: projectFields.domain.default(''),
    timezone: projectFields.timezone.exactOptional(),
    settings: projectFields.settings.exactOptional(),
  }),
  data: project.extend({ client: clientWithSecret }),
  answer: async ({ actor, metadata }, input) => {
    if (!('userId' in actor)) throw new InsightsError('forbidden', 'a client may not create projects');
    const made = await metadata.projects.create({ ...input, userId: actor.userId });
    const client = await newClient(metadata, { projectId: made.id, name: 'first client', type: 'write' });
    return { ...itemOf(made, 'owner'), client };
  },
});

export const getProject = projectRoute('viewer', {
  name: 'getProject',
  method: 'GET',
  path: '/manage/projects/:projectId',
  summary: 'One project',
  input: nothing,
  data: project,
  answer: async (call) => itemOf(call.project, call.role),
});

export const updateProject = projectRoute('admin', {
  name: 'updateProject',
  method: 'PATCH',
  path: '/manage/projects/:projectId',
  summary:
    'Changes what is sent, within 10 seconds everywhere. A new retentionDays holds for events that are stored, too: those that are too old go in the background. Only the owner may give the project away, by ownerId, and stays its admin',
  input: z.strictObject({
    name: projectFields.name.exactOptional(),
    domain: projectFields.domain.exactOptional(),
    timezone: projectFields.timezone.exactOptional(),
    settings: projectFields.settings.exactOptional(),
    ownerId: userId.exactOptional(),
  }),
  data: project,
  answer: async ({ metadata, store, actor, project: before, role }, { ownerId, ...patch }) => {
    const isGivenAway = ownerId !== undefined && ownerId !== before.userId;
    if (isGivenAway && role !== 'owner') {
      throw new InsightsError('forbidden', 'only the owner may give a project away');
    }
    const { id, userId: formerOwner } = before;
    if (isGivenAway && formerOwner !== null) {
      await metadata.members.add({ projectId: id, userId: formerOwner, role: 'admin' });
    }
    const updated = await metadata.projects.update(id, isGivenAway ? { ...patch, userId: ownerId } : patch);
    if (!updated) throw new InsightsError('not_found', 'the project was deleted');
    const retentionDays = patch.settings?.retentionDays;
    if (retentionDays !== undefined) await changeRetention(store, id, retentionDays ?? 0);
    return itemOf(updated, isGivenAway && 'userId' in actor ? 'admin' : role);
  },
});

export const deleteProject = projectRoute('owner', {
  name: 'deleteProject',
  method: 'DELETE',
  path: '/manage/projects/:projectId',
  summary: 'Deletes the project for good, with its clients, its reports and all that is stored of it',
  input: nothing,
  data: z.object({ id: z.string(), events: z.int().describe('How many events there were') }),
  answer: async ({ metadata, store, project: { id } }) => {
    // Nothing more comes in; the root clients stay until the end, so that a call that broke off can be made again.
    for (const client of await metadata.clients.listByProject(id)) {
      if (client.type === 'write') await metadata.clients.revoke(client.id);
    }
    const { events } = await eraseProject(store, id);
    await metadata.projects.delete(id);
    return { id, events };
  },
});

/** Without the salt of imports, which makes device ids and is nobody's business. */
function itemOf(
  { id, name, domain, timezone, userId: ownerId, settings: stored, createdAt }: Project,
  role: Role,
): ProjectItem {
  const { importSalt: _salt, ...shown } = stored;
  return { id, name, domain, timezone, ownerId, settings: shown, role, createdAt: isoOf(createdAt) };
}
