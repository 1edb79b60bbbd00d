import type { Migration } from './migration.ts';
import { type ColumnTypes, createTable } from './tables.ts';

const ofProject = (types: ColumnTypes) => `${types.varchar('project_id', 36)} NOT NULL`;
const projectKey = 'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE';
const roles = ['admin', 'editor', 'viewer'];

/** A role between admin and viewer, invitations to one, links that show a report to whoever has them, and who did what. */
export const linksAndPeople: Migration = {
  id: '0005-links-and-people',
  statements: (kind) => [
    ...withEditors(kind),
    ...createTable(kind, {
      name: 'analytics_invitations',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        ofProject(types),
        `${types.oneOf('role', roles)} NOT NULL`,
        `${types.varchar('token', 80)} NOT NULL`,
        `${types.instant('expires_at')} NOT NULL`,
        `${types.varchar('accepted_by', 36)} NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        'PRIMARY KEY (id)',
        projectKey,
      ],
      indexes: [['project_id'], ['token']],
    }),
    ...createTable(kind, {
      name: 'analytics_share_links',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        ofProject(types),
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.json('questions')} NOT NULL`,
        `${types.varchar('token', 80)} NOT NULL`,
        `${types.varchar('password', 255)} NULL`,
        `${types.instant('expires_at')} NULL`,
        `${types.instant('revoked_at')} NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        'PRIMARY KEY (id)',
        projectKey,
      ],
      indexes: [['project_id'], ['token']],
    }),
    ...createTable(kind, {
      name: 'analytics_share_visits',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('link_id', 36)} NOT NULL`,
        `${types.instant('visited_at')} NOT NULL`,
        `${types.varchar('user_agent', 255)} NOT NULL`,
        'PRIMARY KEY (id)',
        'FOREIGN KEY (link_id) REFERENCES analytics_share_links (id) ON DELETE CASCADE',
      ],
      indexes: [['link_id']],
    }),
    ...createTable(kind, {
      name: 'analytics_audit_log',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        ofProject(types),
        `${types.instant('happened_at')} NOT NULL`,
        `${types.varchar('actor', 64)} NOT NULL`,
        `${types.varchar('action', 64)} NOT NULL`,
        `${types.varchar('subject', 500)} NOT NULL`,
        'PRIMARY KEY (id)',
      ],
      indexes: [['project_id']],
    }),
  ],
};

function withEditors(kind: 'mysql' | 'sqlite'): string[] {
  if (kind === 'mysql') {
    const values = roles.map((role) => `'${role}'`).join(', ');
    return [`ALTER TABLE analytics_members MODIFY role ENUM(${values}) NOT NULL`];
  }
  // SQLite cannot change a check: the table is made anew. All of a migration is one transaction there.
  const columns = 'project_id, user_id, role, created_at';
  return [
    'DROP INDEX IF EXISTS analytics_members_user_id',
    'ALTER TABLE analytics_members RENAME TO analytics_members_before',
    ...createTable(kind, {
      name: 'analytics_members',
      columns: (types) => [
        ofProject(types),
        `${types.varchar('user_id', 36)} NOT NULL`,
        `${types.oneOf('role', roles)} NOT NULL`,
        types.createdAt(),
        'PRIMARY KEY (project_id, user_id)',
        projectKey,
      ],
      indexes: [['user_id']],
    }),
    `INSERT INTO analytics_members (${columns}) SELECT ${columns} FROM analytics_members_before`,
    'DROP TABLE analytics_members_before',
  ];
}
