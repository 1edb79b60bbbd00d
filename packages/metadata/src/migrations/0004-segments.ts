import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

export const segments: Migration = {
  id: '0004-segments',
  statements: (kind) =>
    createTable(kind, {
      name: 'analytics_segments',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.json('definition')} NOT NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        `${types.instant('updated_at')} NOT NULL`,
        'PRIMARY KEY (id)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
      indexes: [['project_id']],
    }),
};
