import type { Client, ClientType, Metadata } from '@gatrix/analytics-metadata';
import { z } from 'zod';
import { InsightsError } from '../../errors.ts';
import type { Role } from '../access.ts';
import { cors, instant, isoOf, name } from '../fields.ts';
import { clientRoute, invalid, nothing, projectRoute } from '../route.ts';

const client = z.object({
  id: z.string(),
  projectId: z.string(),
  name: z.string(),
  type: z.enum(['write', 'read', 'root']),
  cors: z.array(z.string()),
  createdAt: instant,
  revokedAt: instant.nullable(),
});
export const clientWithSecret = client.extend({
  secret: z.string().describe('Shown this once: only its hash is stored'),
});

export const listClients = projectRoute('viewer', {
  name: 'listClients',
  method: 'GET',
  path: '/manage/projects/:projectId/clients',
  summary: 'The clients, oldest first, revoked ones included',
  input: nothing,
  data: z.array(client),
  answer: async ({ metadata, project }) => (await metadata.clients.listByProject(project.id)).map(itemOf),
});

export const createClient = projectRoute('admin', {
  name: 'createClient',
  method: 'POST',
  path: '/manage/projects/:projectId/clients',
  summary:
    'Creates a client: write may send, read may query, root may do both and manage, and only owners make one',
  status: 201,
  input: z.strictObject({ name, type: client.shape.type, cors: cors.exactOptional() }),
  data: clientWithSecret,
  answer: async ({ metadata, project, role }, input) => {
    assertMayHold(input.type, role);
    return newClient(metadata, { ...input, projectId: project.id });
  },
});

export const getClient = clientRoute('viewer', {
  name: 'getClient',
  method: 'GET',
  path: '/manage/clients/:clientId',
  summary: 'One client',
  input: nothing,
  data: client,
  answer: async (call) => itemOf(call.client),
});

export const updateClient = clientRoute('admin', {
  name: 'updateClient',
  method: 'PATCH',
  path: '/manage/clients/:clientId',
  summary: 'Changes what is sent, within 10 seconds everywhere',
  input: z.strictObject({ name: name.exactOptional(), cors: cors.exactOptional() }),
  data: client,
  answer: async ({ metadata, client: { id } }, patch) =>
    itemOf(await metadata.clients.update(id, patch).then(found)),
});

export const rotateSecret = clientRoute('admin', {
  name: 'rotateSecret',
  method: 'POST',
  path: '/manage/clients/:clientId/rotate',
  summary: 'Gives the client a new secret; the old one ends within 10 seconds',
  input: nothing,
  data: clientWithSecret,
  answer: async ({ metadata, client: known, role }) => {
    assertMayHold(known.type, role);
    if (known.revokedAt !== null) throw invalid([{ field: 'clientId', message: 'is revoked, for good' }]);
    const secret = found(await metadata.clients.rotateSecret(known.id));
    return { ...itemOf(known), secret };
  },
});

export const revokeClient = clientRoute('admin', {
  name: 'revokeClient',
  method: 'POST',
  path: '/manage/clients/:clientId/revoke',
  summary: 'Ends the client for good, within 10 seconds everywhere',
  input: nothing,
  data: client,
  answer: async ({ metadata, client: { id } }) => itemOf(await metadata.clients.revoke(id).then(found)),
});

/** Makes a client, with its secret. */
export async function newClient(
  metadata: Pick<Metadata, 'clients'>,
  input: Parameters<Metadata['clients']['create']>[0],
): Promise<z.output<typeof clientWithSecret>> {
  const { client: made, secret } = await metadata.clients.create(input);
  return { ...itemOf(made), secret };
}

/** A root client may all that an owner may: whom it was lent would be one. */
function assertMayHold(type: ClientType, role: Role): void {
  if (type === 'root' && role !== 'owner') {
    throw new InsightsError('forbidden', 'only the owner may have the secret of a root client');
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new InsightsError('not_found', 'the client was deleted with its project');
  return value;
}

function itemOf({ cors: entries, createdAt, revokedAt, ...rest }: Client): z.output<typeof client> {
  return {
    ...rest,
    cors: [...entries],
    createdAt: isoOf(createdAt),
    revokedAt: revokedAt === null ? null : isoOf(revokedAt),
  };
}
