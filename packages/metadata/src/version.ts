import { createRequire } from 'node:module';

/** What the ledger says of who applied a migration. */
export const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };
