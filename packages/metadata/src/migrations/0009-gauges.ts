import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** Figures that Prometheus reads, and the tokens of programs that come to a project without a client. */
export const gauges: Migration = {
  id: '0009-gauges',
  statements: (kind) => [
    ...createTable(kind, {
      name: 'analytics_gauges',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('name', 100)} NOT NULL`,
        `${types.varchar('help', 255)} NULL`,
        `${types.json('definition')} NOT NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        `${types.instant('updated_at')} NOT NULL`,
        'PRIMARY KEY (id)',
        'UNIQUE (project_id, name)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
    }),
    ...createTable(kind, {
      name: 'analytics_tokens',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.oneOf('kind', ['gauges', 'inbox'])} NOT NULL`,
        `${types.varchar('token', 80)} NOT NULL`,
        `${types.instant('revoked_at')} NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        'PRIMARY KEY (id)',
        'UNIQUE (token)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
      indexes: [['project_id']],
    }),
  ],
};
