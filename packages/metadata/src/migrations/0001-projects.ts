import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

export const projects: Migration = {
  id: '0001-projects',
  statements: (kind) => [
    ...createTable(kind, {
      name: 'analytics_projects',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.varchar('domain', 255)} NOT NULL`,
        // The host's user, an INT in some versions and a ULID in others; `usersTable` adds the foreign key.
        `${types.varchar('user_id', 36)} NULL`,
        `${types.varchar('timezone', 64)} NOT NULL DEFAULT 'UTC'`,
        `${types.json('settings')} NULL`,
        types.createdAt(),
        'PRIMARY KEY (id)',
      ],
      indexes: [['user_id']],
    }),
    ...createTable(kind, {
      name: 'analytics_clients',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.oneOf('type', ['write', 'read', 'root'])} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('secret', 255)} NOT NULL`,
        `${types.json('cors')} NULL`,
        types.createdAt(),
        `${types.instant('revoked_at')} NULL`,
        'PRIMARY KEY (id)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
      indexes: [['project_id']],
    }),
  ],
};
