import { createRequire } from 'node:module';

/** The version of the command line, from its package.json. */
export const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };
