import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** Watched figures, and the values that were seen of them. */
export const alerts: Migration = {
  id: '0006-alerts',
  statements: (kind) => [
    ...createTable(kind, {
      name: 'analytics_alerts',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.json('definition')} NOT NULL`,
        `${types.json('channels')} NOT NULL`,
        `${types.oneOf('state', ['ok', 'firing', 'no_data'])} NOT NULL`,
        `${types.instant('state_since')} NULL`,
        `${types.varchar('problem', 500)} NULL`,
        `${types.instant('last_bucket')} NULL`,
        'is_revised INT NOT NULL',
        `${types.oneOf('told_state', ['ok', 'firing', 'no_data'])} NULL`,
        `${types.instant('told_at')} NULL`,
        `${types.instant('snoozed_until')} NULL`,
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
    ...createTable(kind, {
      name: 'analytics_alert_values',
      columns: (types) => [
        `${types.varchar('alert_id', 36)} NOT NULL`,
        `${types.instant('bucket')} NOT NULL`,
        'value DOUBLE NULL',
        'first_value DOUBLE NULL',
        'low DOUBLE NULL',
        'high DOUBLE NULL',
        `${types.oneOf('state', ['ok', 'firing', 'no_data'])} NOT NULL`,
        `${types.instant('seen_at')} NOT NULL`,
        `${types.instant('revised_at')} NULL`,
        'PRIMARY KEY (alert_id, bucket)',
        'FOREIGN KEY (alert_id) REFERENCES analytics_alerts (id) ON DELETE CASCADE',
      ],
    }),
  ],
};
