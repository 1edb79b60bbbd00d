import { createBrowserRouter, type LoaderFunctionArgs, Navigate } from 'react-router';
import type { Prefetch, ReportAsker } from './features/reporting/report-asker.ts';
import { NotFoundPage, RouteProblem } from './features/shell/not-found-page.tsx';
import { Shell } from './features/shell/shell.tsx';

interface PageModule {
  readonly Page: React.ComponentType;
  readonly prefetch?: Prefetch;
}

/**
 * Each page is loaded when it is opened, and may ask its first reports before it is drawn. `asker` resolves when it is
 * known who is signed in, with nothing where nobody is.
 */
export function createRoutes(basename: string, asker: () => Promise<ReportAsker | undefined>) {
  const page = (load: () => Promise<PageModule>) => ({
    lazy: async () => {
      const { Page, prefetch } = await load();
      if (!prefetch) return { Component: Page };
      const loader = async ({ request }: LoaderFunctionArgs) => {
        const session = await asker();
        if (session) prefetch(session, new URL(request.url).searchParams);
        return null;
      };
      // What the reader changes on the page, the page itself asks for.
      return { Component: Page, loader, shouldRevalidate: () => false };
    },
  });
  return createBrowserRouter(
    [
      {
        Component: Shell,
        ErrorBoundary: RouteProblem,
        HydrateFallback: () => null,
        children: [
          { index: true, ...page(() => import('./features/overview/overview-page.tsx')) },
          { path: 'live', ...page(() => import('./features/live/live-page.tsx')) },
          { path: 'boards', ...page(() => import('./features/boards/boards-page.tsx')) },
          { path: 'explore', ...page(() => import('./features/explore/explore-page.tsx')) },
          { path: 'funnels', ...page(() => import('./features/funnels/funnels-page.tsx')) },
          { path: 'active-users', ...page(() => import('./features/active-users/active-users-page.tsx')) },
          { path: 'retention', ...page(() => import('./features/retention/retention-page.tsx')) },
          { path: 'flows', ...page(() => import('./features/flows/flows-page.tsx')) },
          { path: 'events', ...page(() => import('./features/lists/events-page.tsx')) },
          { path: 'sessions', ...page(() => import('./features/lists/sessions-page.tsx')) },
          { path: 'users', ...page(() => import('./features/users/users-page.tsx')) },
          { path: 'users/:id', ...page(() => import('./features/users/user-page.tsx')) },
          { path: 'segments', ...page(() => import('./features/segments/segments-page.tsx')) },
          { path: 'monetization', ...page(() => import('./features/monetization/monetization-page.tsx')) },
          { path: 'versions', ...page(() => import('./features/versions/versions-page.tsx')) },
          { path: 'ingest-health', ...page(() => import('./features/health/health-page.tsx')) },
          {
            path: 'imported-totals',
            ...page(() => import('./features/imported-totals/imported-totals-page.tsx')),
          },
          { path: 'set-up', ...page(() => import('./features/set-up/set-up-page.tsx')) },
          { path: 'alerts', ...page(() => import('./features/settings/alerts/alerts-page.tsx')) },
          {
            path: 'settings',
            children: [
              { index: true, element: <Navigate to="members" replace /> },
              { path: 'members', ...page(() => import('./features/settings/members/members-page.tsx')) },
              {
                path: 'share-links',
                ...page(() => import('./features/settings/share-links/share-links-page.tsx')),
              },
              { path: 'channels', ...page(() => import('./features/settings/channels/channels-page.tsx')) },
              { path: 'digests', ...page(() => import('./features/settings/digests/digests-page.tsx')) },
              { path: 'project', ...page(() => import('./features/settings/project/project-page.tsx')) },
              { path: 'tokens', ...page(() => import('./features/settings/tokens/tokens-page.tsx')) },
              {
                path: 'audit-log',
                ...page(() => import('./features/settings/audit-log/audit-log-page.tsx')),
              },
            ],
          },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
    { basename },
  );
}
