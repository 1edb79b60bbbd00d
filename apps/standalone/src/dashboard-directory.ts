import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Where the built dashboard is; undefined where it was not built. */
export function dashboardDirectory(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@gatrix/analytics-dashboard/index.html'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
