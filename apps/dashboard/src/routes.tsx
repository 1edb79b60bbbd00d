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
          { path: 'set-up', ...page(() => import('./features/set-up/set-up-page.tsx')) },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
    { basename },
  );
}
