import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Engine } from './engine/engine.ts';

const keys = [
  {
    table: 'analytics_projects',
    name: 'analytics_projects_user_key',
    nullable: 'NULL',
    onDelete: 'SET NULL',
  },
  {
    table: 'analytics_members',
    name: 'analytics_members_user_key',
    nullable: 'NOT NULL',
    onDelete: 'CASCADE',
  },
] as const;

/**
 * Lets `user_id` refer to the `id` of the host's users table, whose type, character set and collation it takes on,
 * as a foreign key demands. Does nothing where the keys exist.
 */
export async function addUsersKey(
  kind: Engine['kind'],
  db: Kysely<Database>,
  usersTable: string,
): Promise<void> {
  if (kind !== 'mysql') throw new Error('a users table can only be referred to in MySQL');
  const [table, schema] = usersTable.split('.').reverse();
  if (table === undefined || !/^\w+(\.\w+)?$/.test(usersTable)) throw new Error(`not a table: ${usersTable}`);
  const idType = await typeOfId(db, table, schema);
  if (idType === undefined) throw new Error(`the users table ${usersTable} has no column id`);
  for (const key of keys) {
    if (await hasKey(db, key.name)) continue;
    const change = `MODIFY user_id ${idType} ${key.nullable}`;
    const add = `ADD CONSTRAINT ${key.name} FOREIGN KEY (user_id) REFERENCES ${usersTable} (id) ON DELETE ${key.onDelete}`;
    await sql.raw(`ALTER TABLE ${key.table} ${change}`).execute(db);
    await sql.raw(`ALTER TABLE ${key.table} ${add}`).execute(db);
  }
}

async function typeOfId(
  db: Kysely<Database>,
  table: string,
  schema: string | undefined,
): Promise<string | undefined> {
  const result = await sql<{ type: string; charset: string | null; collation: string | null }>`
    SELECT column_type AS type, character_set_name AS charset, collation_name AS collation
    FROM information_schema.columns
    WHERE table_schema = COALESCE(${schema ?? null}, DATABASE()) AND table_name = ${table} AND column_name = 'id'
  `.execute(db);
  const [column] = result.rows;
  if (!column) return undefined;
  return column.charset
    ? `${column.type} CHARACTER SET ${column.charset} COLLATE ${column.collation}`
    : column.type;
}

async function hasKey(db: Kysely<Database>, name: string): Promise<boolean> {
  const result = await sql`
    SELECT 1 FROM information_schema.table_constraints
    WHERE constraint_schema = DATABASE() AND constraint_name = ${name}
  `.execute(db);
  return result.rows.length > 0;
}
