import { envList } from '@gatrix/analytics-service-runtime';
import { z } from 'zod';
import type { DashboardOptions } from './plugins/dashboard.ts';

/** The environment of a process that serves the dashboard. */
export const dashboardEnv = {
  DASHBOARD_DIRECTORY: z.string().optional(),
  DASHBOARD_BASE_PATH: z.string().startsWith('/', 'must begin with /').default('/'),
  DASHBOARD_EMBED_ORIGINS: envList([]).refine(
    (origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    'must be origins between commas, such as https://admin.example.com',
  ),
};

/** What `registerDashboard` takes; undefined where no directory is known. */
export function dashboardOptions(
  values: {
    readonly DASHBOARD_DIRECTORY?: string | undefined;
    readonly DASHBOARD_BASE_PATH: string;
    readonly DASHBOARD_EMBED_ORIGINS: readonly string[];
  },
  fallbackDirectory?: string,
): DashboardOptions | undefined {
  const directory = values.DASHBOARD_DIRECTORY ?? fallbackDirectory;
  if (directory === undefined) return undefined;
  return { directory, basePath: values.DASHBOARD_BASE_PATH, embedOrigins: values.DASHBOARD_EMBED_ORIGINS };
}
