import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText, isId, jsonOf, stringsOf } from './columns.ts';
import type { ClientRow, ClientType, Database } from './database.ts';
import { type Project, projectOf } from './projects.ts';
import { createSecret, hashSecret } from './secrets.ts';

/** `write` may post, `read` may query, `root` may do both and manage. */

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly type: ClientType;
  readonly projectId: string;
  /** Origins and hosts that may send without a secret, beside the project's domain. */
  readonly cors: readonly string[];
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface NewClient {
  /** Default: a UUID. Printable ASCII without blanks, at most 36 characters. */
  readonly id?: string;
  readonly projectId: string;
  readonly name: string;
  readonly type: ClientType;
  readonly cors?: readonly string[];
}

export interface ClientAccess {
  readonly client: Client;
  readonly project: Project;
  readonly secretHash: string;
}

/** Writes throw a MetadataConstraintError where a value is refused; all throw MetadataUnavailableError. */
export interface Clients {
  /** The secret is not stored and cannot be shown again. */
  create(client: NewClient): Promise<{ readonly client: Client; readonly secret: string }>;
  get(id: string): Promise<Client | undefined>;
  /** Oldest first, revoked ones included. */
  listByProject(projectId: string): Promise<readonly Client[]>;
  update(
    id: string,
    patch: { readonly name?: string; readonly cors?: readonly string[] },
  ): Promise<Client | undefined>;
  /** The new secret; the old one ends at once. Undefined where there is no such client. */
  rotateSecret(id: string): Promise<string | undefined>;
  /** For good. Undefined where there is no such client. */
  revoke(id: string): Promise<Client | undefined>;
  /** What a client directory needs to know about each of these clients, in one query. */
  findAccess(ids: readonly string[]): Promise<ReadonlyMap<string, ClientAccess>>;
}

export function createClients(db: Kysely<Database>, now: () => number): Clients {
  const get = async (id: string) => {
    if (!isId(id)) return undefined;
    const row = await db.selectFrom('analytics_clients').selectAll().where('id', '=', id).executeTakeFirst();
    return row && clientOf(row);
  };
  const set = async (id: string, values: Partial<ClientRow>) => {
    if (!isId(id)) return false;
    const result = await db
      .updateTable('analytics_clients')
      .set(values)
      .where('id', '=', id)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  };
  return {
    get,
    create: async ({ id = randomUUID(), projectId, name, type, cors = [] }) => {
      if (!isId(id)) throw new TypeError(`not an id: ${JSON.stringify(id)}`);
      const secret = createSecret();
      const row: ClientRow = {
        id,
        name,
        type,
        project_id: projectId,
        secret: hashSecret(secret),
        cors: JSON.stringify(cors),
        created_at: instantText(now()),
        revoked_at: null,
      };
      await db.insertInto('analytics_clients').values(row).execute();
      return { client: clientOf(row), secret };
    },
    listByProject: async (projectId) => {
      const rows = await db
        .selectFrom('analytics_clients')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(clientOf);
    },
    update: async (id, { name, cors }) => {
      const values = { ...(name !== undefined && { name }), ...(cors && { cors: JSON.stringify(cors) }) };
      if (Object.keys(values).length > 0) await set(id, values);
      return get(id);
    },
    rotateSecret: async (id) => {
      const secret = createSecret();
      return (await set(id, { secret: hashSecret(secret) })) ? secret : undefined;
    },
    revoke: async (id) => {
      const client = await get(id);
      if (client?.revokedAt === null) await set(id, { revoked_at: instantText(now()) });
      return client && get(id);
    },
    findAccess: (ids) => findAccess(db, ids),
  };
}

async function findAccess(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ClientAccess>> {
  const possible = ids.filter(isId);
  if (possible.length === 0) return new Map();
  const rows = await db.selectFrom('analytics_clients').selectAll().where('id', 'in', possible).execute();
  if (rows.length === 0) return new Map();
  const projectIds = [...new Set(rows.map((row) => row.project_id))];
  const projectRows = await db
    .selectFrom('analytics_projects')
    .selectAll()
    .where('id', 'in', projectIds)
    .execute();
  const projects = await Promise.all(projectRows.map((row) => projectOf(db, row)));
  const projectById = new Map(projects.map((project) => [project.id, project]));
  return new Map(
    rows.flatMap((row) => {
      const project = projectById.get(row.project_id);
      return project ? [[row.id, { client: clientOf(row), project, secretHash: row.secret }]] : [];
    }),
  );
}

function clientOf(row: ClientRow): Client {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    projectId: row.project_id,
    cors: stringsOf(jsonOf(row.cors)),
    createdAt: instantOf(row.created_at),
    revokedAt: row.revoked_at === null ? null : instantOf(row.revoked_at),
  };
}
