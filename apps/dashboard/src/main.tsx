import type { DashboardSession } from '@gatrix/analytics-protocol/insights';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { ApiError, createHttp } from './api/http.ts';
import { reportQuery } from './api/reports.ts';
import { createSessionQuery } from './api/session.ts';
import { createEmbedding } from './embedding.ts';
import type { ReportAsker } from './features/reporting/report-asker.ts';
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
const signedIn = queryClient.fetchQuery(sessionQuery).catch(() => undefined);
const router = createRoutes(new URL(baseUrl).pathname, askerOfSession);
const messages = await loadMessages(locale);
createRoot(root).render(
  <StrictMode>
    <ThemeProvider initial={theme} onChange={(next) => preferences.set('theme', next)}>
      <I18nProvider initial={{ locale, messages }} onChange={(next) => preferences.set('locale', next)}>
        <QueryClientProvider client={queryClient}>
          <SessionGate
            http={http}
            sessionQuery={sessionQuery}
            embedding={embedding}
            preferences={preferences}
          >
            <RouterProvider router={router} />
          </SessionGate>
        </QueryClientProvider>
      </I18nProvider>
    </ThemeProvider>
  </StrictMode>,
);

/** Asks for the project that the session gate chooses; what the gate shows where nobody is signed in asks nothing. */
async function askerOfSession(): Promise<ReportAsker | undefined> {
  await signedIn;
  const session = queryClient.getQueryData<DashboardSession>(sessionQuery.queryKey);
  const project = session && chosenProject(session, preferences.get('project'));
  return (
    project && {
      timezone: project.timezone,
      ask: (name, query) => queryClient.prefetchQuery(reportQuery(http, project.id, name, query)),
    }
  );
}
