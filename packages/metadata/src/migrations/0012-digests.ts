import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** Boards and saved reports that are sent at an hour of the project's zone. */
export const digests: Migration = {
  id: '0012-digests',
  statements: (kind) =>
    createTable(kind, {
      name: 'analytics_digests',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.json('definition')} NOT NULL`,
        `${types.json('channels')} NOT NULL`,
        'is_paused INT NOT NULL',
        `${types.varchar('sent_for', 10)} NULL`,
        `${types.instant('due_at')} NOT NULL`,
        `${types.varchar('claim', 36)} NULL`,
        'version INT NOT NULL',
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        `${types.instant('updated_at')} NOT NULL`,
        'PRIMARY KEY (id)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
      indexes: [['project_id'], ['due_at'], ['claim']],
    }),
};
