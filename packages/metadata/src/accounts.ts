import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantOf, instantText } from './columns.ts';
import type { AccountRow, Database } from './database.ts';
import { isDuplicate } from './errors.ts';
import { hashPassword, isPassword } from './passwords.ts';

/** What is known of a person who signs in; its id is the user id of members and owners. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly hasPassword: boolean;
  /** Signs the account's sessions; a new one ends them all. */
  readonly sessionKey: string;
  /** UTC milliseconds. */
  readonly createdAt: number;
}

export interface NewAccount {
  readonly name: string;
  readonly password: string;
}

export interface Accounts {
  /** Undefined where the name is taken; names that differ in case or width alone are the same. */
  create(account: NewAccount): Promise<Account | undefined>;
  get(id: string): Promise<Account | undefined>;
  /** The account of a name and its password; as slow where there is no such name. */
  verify(name: string, password: string): Promise<Account | undefined>;
  /** Ends all of the account's sessions. */
  setPassword(id: string, password: string): Promise<void>;
  /** Makes a new password for who forgot theirs, and ends their sessions; undefined where nobody signs in by this name. */
  resetPassword(name: string): Promise<string | undefined>;
  delete(id: string): Promise<void>;
  /** The account of a person whom a provider knows, made with the first visit; the name is kept up to date. */
  ofProvider(person: {
    readonly issuer: string;
    readonly subject: string;
    readonly name: string;
  }): Promise<Account>;
  /** Keeps what the host calls one of its users. */
  keepName(userId: string, name: string): Promise<void>;
  /** By id, of those that have one. */
  namesOf(userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whether anybody has a password here. */
  hasPasswords(): Promise<boolean>;
}

export function createAccounts(db: Kysely<Database>, now: () => number): Accounts {
  const rowOf = (column: 'id' | 'sign_in_name' | 'provider_key', value: string) =>
    db.selectFrom('analytics_accounts').selectAll().where(column, '=', value).executeTakeFirst();
  const newRow = (name: string): AccountRow => ({
    ...{ id: randomUUID(), name: name.slice(0, 255), sign_in_name: null, password: null, provider_key: null },
    ...{ session_key: newKey(), created_at: instantText(now()) },
  });
  /** False where the row's id, name or provider is there already. */
  const insert = async (row: AccountRow) => {
    try {
      await db.insertInto('analytics_accounts').values(row).execute();
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  };
  const rename = (id: string, name: string) =>
    db
      .updateTable('analytics_accounts')
      .set({ name: name.slice(0, 255) })
      .where('id', '=', id)
      .execute();
  const setPassword = async (id: string, password: string) => {
    const changed = { password: await hashPassword(password), session_key: newKey() };
    await db.updateTable('analytics_accounts').set(changed).where('id', '=', id).execute();
  };
  return {
    create: async ({ name, password }) => {
      const row = { ...newRow(name), sign_in_name: signInName(name), password: await hashPassword(password) };
      return (await insert(row)) ? accountOf(row) : undefined;
    },
    get: async (id) => {
      const row = await rowOf('id', id);
      return row && accountOf(row);
    },
    verify: async (name, password) => {
      const row = await rowOf('sign_in_name', signInName(name));
      const isRight = await isPassword(password, row?.password ?? (await nobodysPassword()));
      return row && row.password !== null && isRight ? accountOf(row) : undefined;
    },
    setPassword,
    resetPassword: async (name) => {
      const row = await rowOf('sign_in_name', signInName(name));
      if (!row) return undefined;
      const password = randomBytes(12).toString('base64url');
      await setPassword(row.id, password);
      return password;
    },
    delete: async (id) => {
      await db.deleteFrom('analytics_accounts').where('id', '=', id).execute();
    },
    ofProvider: async ({ issuer, subject, name }) => {
      const key = createHash('sha256')
        .update(JSON.stringify([issuer, subject]))
        .digest('hex');
      const existing = await rowOf('provider_key', key);
      if (existing) {
        if (existing.name !== name) await rename(existing.id, name);
        return accountOf({ ...existing, name });
      }
      const row = { ...newRow(name), provider_key: key };
      const made = (await insert(row)) ? row : await rowOf('provider_key', key);
      return accountOf(made ?? row);
    },
    keepName: async (userId, name) => {
      const existing = await rowOf('id', userId);
      if (!existing) await insert({ ...newRow(name), id: userId });
      else if (existing.name !== name && existing.password === null && existing.provider_key === null)
        await rename(userId, name);
    },
    namesOf: async (userIds) => {
      if (userIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('analytics_accounts')
        .select(['id', 'name'])
        .where('id', 'in', userIds)
        .execute();
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
    hasPasswords: async () => {
      const row = await db
        .selectFrom('analytics_accounts')
        .select('id')
        .where('password', 'is not', null)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

/** The form in which names are compared. */
function signInName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase().slice(0, 255);
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}

let nobodys: Promise<string> | undefined;

/** A hash to compare with where there is no account, so that its absence takes no less time. */
function nobodysPassword(): Promise<string> {
  nobodys ??= hashPassword(newKey());
  return nobodys;
}

function accountOf({ id, name, password, session_key, created_at }: AccountRow): Account {
  const hasPassword = password !== null;
  return { id, name, hasPassword, sessionKey: session_key, createdAt: instantOf(created_at) };
}
