import type { Migration } from './migration.ts';
import { type ColumnTypes, createTable } from './tables.ts';

const ofProject = (types: ColumnTypes) => `${types.varchar('project_id', 36)} NOT NULL`;
const projectKey = 'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE';

export const peopleAndReports: Migration = {
  id: '0002-people-and-reports',
  statements: (kind) => [
    ...createTable(kind, {
      name: 'analytics_members',
      columns: (types) => [
        ofProject(types),
        `${types.varchar('user_id', 36)} NOT NULL`,
        `${types.oneOf('role', ['admin', 'viewer'])} NOT NULL`,
        types.createdAt(),
        'PRIMARY KEY (project_id, user_id)',
        projectKey,
      ],
      indexes: [['user_id']],
    }),
    ...createTable(kind, {
      name: 'analytics_saved_reports',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        ofProject(types),
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.varchar('report', 64)} NOT NULL`,
        `${types.json('query')} NOT NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        `${types.instant('updated_at')} NOT NULL`,
        'PRIMARY KEY (id)',
        projectKey,
      ],
      indexes: [['project_id']],
    }),
    ...createTable(kind, {
      name: 'analytics_annotations',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        ofProject(types),
        `${types.instant('happened_at')} NOT NULL`,
        `${types.varchar('text', 1000)} NOT NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        'PRIMARY KEY (id)',
        projectKey,
      ],
      indexes: [['project_id']],
    }),
  ],
};
