import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** Where messages go, and each message on its way to one of them. */
export const channels: Migration = {
  id: '0007-channels',
  statements: (kind) => [
    ...createTable(kind, {
      name: 'analytics_channels',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.json('settings')} NOT NULL`,
        `${types.varchar('created_by', 36)} NULL`,
        types.createdAt(),
        `${types.instant('updated_at')} NOT NULL`,
        'PRIMARY KEY (id)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
      ],
      indexes: [['project_id']],
    }),
    ...createTable(kind, {
      name: 'analytics_deliveries',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('project_id', 36)} NOT NULL`,
        `${types.varchar('channel_id', 36)} NOT NULL`,
        `${types.varchar('subject_id', 36)} NULL`,
        // Of several that are to say the same once, one is stored.
        `${types.varchar('idempotency_key', 160)} NOT NULL`,
        `${types.json('message')} NOT NULL`,
        `${types.oneOf('status', ['pending', 'sending', 'sent', 'failed', 'unknown'])} NOT NULL`,
        'attempts INT NOT NULL',
        `${types.instant('due_at')} NOT NULL`,
        `${types.varchar('claim', 36)} NULL`,
        'answer_status INT NULL',
        `${types.varchar('answer', 500)} NULL`,
        types.createdAt(),
        `${types.instant('finished_at')} NULL`,
        'PRIMARY KEY (id)',
        'UNIQUE (idempotency_key)',
        'FOREIGN KEY (project_id) REFERENCES analytics_projects (id) ON DELETE CASCADE',
        'FOREIGN KEY (channel_id) REFERENCES analytics_channels (id) ON DELETE CASCADE',
      ],
      indexes: [['project_id'], ['channel_id'], ['due_at'], ['claim']],
    }),
  ],
};
