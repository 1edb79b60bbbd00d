import type { Migration } from './migration.ts';
import { createTable } from './tables.ts';

/** People who sign in with a password or a provider, and the names of those who come with a token of Gatrix. */
export const accounts: Migration = {
  id: '0013-accounts',
  statements: (kind) =>
    createTable(kind, {
      name: 'analytics_accounts',
      columns: (types) => [
        `${types.varchar('id', 36)} NOT NULL`,
        `${types.varchar('name', 255)} NOT NULL`,
        `${types.varchar('sign_in_name', 255)} NULL`,
        `${types.varchar('password', 255)} NULL`,
        `${types.varchar('provider_key', 80)} NULL`,
        `${types.varchar('session_key', 80)} NOT NULL`,
        types.createdAt(),
        'PRIMARY KEY (id)',
        'UNIQUE (sign_in_name)',
        'UNIQUE (provider_key)',
      ],
    }),
};
