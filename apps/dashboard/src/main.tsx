import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { useApi } from './api/api-context.tsx';
import { ApiError, createHttp } from './api/http.ts';
import { reportQuery } from './api/reports.ts';
import { createSessionQuery } from './api/session.ts';
import { createEmbedding } from './embedding.ts';
import { entryIn } from './features/entry/entry.ts';
import type { ReportAsker } from './features/reporting/report-asker.ts';
import { addressIn, baseOf, projectIn } from './features/session/project-address.ts';
import { chosenProject } from './features/session/project-choice.ts';
import { SessionGate } from './features/session/session-gate.tsx';
import { createRoutes } from './routes.tsx';
import './ui/base.css';
import './ui/card.css';
import './ui/controls.css';
import './ui/table.css';
import { I18nProvider } from './ui/i18n/i18n-context.tsx';
import { loadMessages, locales, preferredLocale } from './ui/i18n/locale.ts';
import { createPreferences } from './ui/preferences.ts';
import { applyTheme, isTheme, ThemeProvider } from './ui/theme.tsx';

const EntryPage = lazy(async () => ({
  default: (await import('./features/entry/entry-page.tsx')).EntryPage,
}));

const preferences = createPreferences(() => window.localStorage);
const baseUrl = document.baseURI;
const search = new URLSearchParams(window.location.search);
const embedding = createEmbedding(window, search);
const http = createHttp({ baseUrl, token: embedding.token });

const chosenTheme = search.get('theme') ?? preferences.get('theme');
const theme = isTheme(chosenTheme) ? chosenTheme : 'auto';
applyTheme(theme);

const chosenLocale = search.get('lang') ?? preferences.get('locale');
const locale = locales.find((known) => known === chosenLocale) ?? preferredLocale(navigator.languages);

const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // The session is over: asking who is signed in leads to the sign-in.
      const isSession = query.queryKey[0] === 'session';
      if (!isSession && error instanceof ApiError && error.status === 401) {
        void queryClient.invalidateQueries({ queryKey: ['session'] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
// Who is signed in, the page and its language are all asked for before any of them is there.
const sessionQuery = createSessionQuery(http);
const base = new URL(baseUrl).pathname;
const entry = entryIn(window.location, base);
const signedIn =
  entry?.kind === 'shared' ? undefined : queryClient.fetchQuery(sessionQuery).catch(() => undefined);
const namedProject = projectIn(window.location.pathname, base);
// The page's code is loaded beside the session where its address says all.
let routes =
  namedProject === undefined ? undefined : createRoutes(baseOf(namedProject, base), askerOfSession);
const messages = await loadMessages(locale);
createRoot(root).render(
  <StrictMode>
    <ThemeProvider initial={theme} onChange={(next) => preferences.set('theme', next)}>
      <I18nProvider initial={{ locale, messages }} onChange={(next) => preferences.set('locale', next)}>
        <QueryClientProvider client={queryClient}>
          {entry ? (
            <Suspense>
              <EntryPage entry={entry} http={http} sessionQuery={sessionQuery} />
            </Suspense>
          ) : (
            <SessionGate
              http={http}
              sessionQuery={sessionQuery}
              embedding={embedding}
              preferences={preferences}
              base={base}
            >
              <Pages />
            </SessionGate>
          )}
        </QueryClientProvider>
      </I18nProvider>
    </ThemeProvider>
  </StrictMode>,
);

/** The project's pages, at an address that names it. */
function Pages() {
  const { project } = useApi();
  if (!routes) {
    window.history.replaceState(window.history.state, '', addressIn(project.id, window.location, base));
    routes = createRoutes(baseOf(project.id, base), askerOfSession);
  }
  return <RouterProvider router={routes} />;
}

/** Asks for the project that the session gate chooses; what the gate shows where nobody is signed in asks nothing. */
async function askerOfSession(): Promise<ReportAsker | undefined> {
  await signedIn;
  const session = queryClient.getQueryData<DashboardSession>(sessionQuery.queryKey);
  const project = session && chosenProject(session, namedProject, preferences.get('project'));
  return (
    project && {
      timezone: project.timezone,
      ask: (name, query) => queryClient.prefetchQuery(reportQuery(http, project.id, name, query)),
    }
  );
}
