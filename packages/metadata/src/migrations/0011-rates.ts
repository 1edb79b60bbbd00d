import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** What currencies are worth in a project's reporting currency, by day. */
export const rates: Migration = {
  id: '0011-rates',
  statements: (kind) =>
    createTable(kind, {
      name: 'analytics_rates',
      columns: (types) => [
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('reporting', 3)} NOT NULL`,
        `${types.varchar('currency', 3)} NOT NULL`,
        `${types.varchar('day', 10)} NOT NULL`,
        `${types.varchar('rate', 32)} NOT NULL`,
        'PRIMARY KEY (project_id, reporting, currency, day)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
    }),
};
