import { mysqlForTest } from '@gatrix/analytics-test-services';
import { type Connection, createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { createMetadata, MetadataConstraintError } from '../src/index.ts';

async function withUsers(idColumn: string, ids: string, run: (url: string, db: Connection) => Promise<void>) {
  const { url } = await mysqlForTest();
  const connection = await createConnection(url);
  await connection.query(`CREATE TABLE g_users (id ${idColumn} PRIMARY KEY) ENGINE = InnoDB`);
  await connection.query(`INSERT INTO g_users VALUES ${ids}`);
  await run(url, connection);
  await connection.end();
}

test.each([
  ['a number', 'INT UNSIGNED', '(12), (13)', ['12', '13'], ['12abc', '12.0', ' 12', '99']],
  [
    'a ULID in a collation that ignores case',
    'CHAR(26) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci',
    "('01HZXA'), ('01HZXB')",
    ['01HZXA', '01HZXB'],
    ['01hzxa', '01HZXA ', '99'],
  ],
])(
  'with %s as the id of users, owners and members must exist and are told apart exactly',
  async (_, column, rows, users, strangers) => {
    const [owner = '', member = ''] = users;
    await withUsers(column, rows, async (url, users) => {
      await createMetadata({ url }).migrate();
      const metadata = createMetadata({ url, usersTable: 'g_users' });
      await metadata.migrate();
      await metadata.migrate();

      const { id: projectId } = await metadata.projects.create({ name: 'P', domain: '', userId: owner });
      await metadata.members.add({ projectId, userId: member, role: 'viewer' });
      expect((await metadata.projects.get(projectId))?.userId).toBe(owner);
      expect(await metadata.members.roleOf(projectId, member)).toBe('viewer');
      expect(await metadata.members.list(projectId)).toMatchObject([{ userId: member }]);
      expect(await metadata.projects.list({ userId: member })).toHaveLength(1);
      for (const stranger of strangers) {
        expect(await metadata.members.isMember(projectId, stranger), stranger).toBe(false);
        expect(await metadata.projects.list({ userId: stranger }), stranger).toEqual([]);
      }
      await expect(metadata.projects.create({ name: 'P', domain: '', userId: '99' })).rejects.toThrow(
        MetadataConstraintError,
      );

      await users.query('DELETE FROM g_users');
      expect((await metadata.projects.get(projectId))?.userId).toBeNull();
      expect(await metadata.members.list(projectId)).toEqual([]);
      await metadata.close();
    });
  },
);

test('a users table that does not exist is named in the error, and nothing is half done', async () => {
  const { url } = await mysqlForTest();
  const metadata = createMetadata({ url, usersTable: 'g_users' });
  await expect(metadata.migrate()).rejects.toThrow('the users table g_users has no column id');
  expect(await metadata.pendingMigrations()).toEqual([]);
  await metadata.close();
  const again = createMetadata({ url });
  expect(await again.migrate()).toEqual([]);
  await again.close();
});
