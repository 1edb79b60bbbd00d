import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

export const salts: Migration = {
  id: '0003-salts',
  statements: (kind) =>
    createTable(kind, {
      name: 'analytics_salts',
      columns: (types) => [
        `${types.varchar('day', 10)} NOT NULL`,
        `${types.varchar('salt', 64)} NOT NULL`,
        types.createdAt(),
        'PRIMARY KEY (day)',
      ],
    }),
};
