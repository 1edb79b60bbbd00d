import { createBrowserRouter } from 'react-router';
import { NotFoundPage, RouteProblem } from './features/shell/not-found-page.tsx';
import { Shell } from './features/shell/shell.tsx';

/** Each page is loaded when it is opened. */
export function createRoutes(basename: string) {
  const page = (load: () => Promise<{ readonly Page: React.ComponentType }>) => ({
    lazy: async () => ({ Component: (await load()).Page }),
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
          { path: 'explore', ...page(() => import('./features/explore/explore-page.tsx')) },
          { path: 'funnels', ...page(() => import('./features/funnels/funnels-page.tsx')) },
          { path: 'retention', ...page(() => import('./features/retention/retention-page.tsx')) },
          { path: 'flows', ...page(() => import('./features/flows/flows-page.tsx')) },
          { path: 'events', ...page(() => import('./features/lists/events-page.tsx')) },
          { path: 'sessions', ...page(() => import('./features/lists/sessions-page.tsx')) },
          { path: 'users', ...page(() => import('./features/users/users-page.tsx')) },
          { path: 'users/:id', ...page(() => import('./features/users/user-page.tsx')) },
          { path: 'monetization', ...page(() => import('./features/monetization/monetization-page.tsx')) },
          { path: 'ingest-health', ...page(() => import('./features/health/health-page.tsx')) },
          { path: 'set-up', ...page(() => import('./features/set-up/set-up-page.tsx')) },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
    { basename },
  );
}
