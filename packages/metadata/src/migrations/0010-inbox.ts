import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** What was told to a project and noted, so that it is noted once. */
export const inbox: Migration = {
  id: '0010-inbox',
  statements: (kind) =>
    createTable(kind, {
      name: 'analytics_noted_events',
      columns: (types) => [
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('event_key', 80)} NOT NULL`,
        `${types.instant('noted_at')} NOT NULL`,
        'PRIMARY KEY (project_id, event_key)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
    }),
};
