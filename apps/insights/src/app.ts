import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { createPasswordCheck } from './access/passwords.ts';
import type { InsightsDeps } from './deps.ts';
import { registerManage } from './manage/register.ts';
import { registerMcp } from './mcp/register.ts';
import { registerAnswersWatch } from './plugins/answers-watch.ts';
import { closingSignal } from './plugins/closing.ts';
import { registerErrors, registerNotFound } from './plugins/errors.ts';
import { registerSecurityHeaders } from './plugins/security-headers.ts';
import { createProcedures } from './procedures.ts';
import { registerAccounts } from './routes/accounts.ts';
import { registerDocs } from './routes/docs.ts';
import { registerExport } from './routes/export.ts';
import { registerGatrixInbox } from './routes/gatrix-inbox.ts';
import { registerHealth } from './routes/health.ts';
import { registerLiveStream } from './routes/live-stream.ts';
import { registerOpenApi } from './routes/openapi.ts';
import { registerPrometheus } from './routes/prometheus.ts';
import { registerProviderSignIn } from './routes/provider-sign-in.ts';
import { registerReady } from './routes/ready.ts';
import { registerReport } from './routes/reports.ts';
import { registerSession } from './routes/session.ts';
import { registerShared } from './routes/shared.ts';
import { registerTrpc } from './trpc.ts';

export type { ClientType, ProjectInfo, VerifiedClient } from './access/identities.ts';
export { createProvider, type Provider, type ProviderSettings } from './access/provider.ts';
export { createSessionAccess, type SessionAccess } from './access/sessions.ts';
export { createSignInLinks, type SignInLinks } from './access/sign-in-links.ts';
export type { JwtSettings } from './access/tokens.ts';
export { dashboardEnv, dashboardOptions } from './dashboard-env.ts';
export type { InsightsDeps } from './deps.ts';
export { type DashboardOptions, registerDashboard } from './plugins/dashboard.ts';
export { checkProviderEnv, providerEnv, providerSettings } from './provider-env.ts';
export { routerOptions } from './server-options.ts';
export type { InsightsRouter } from './trpc.ts';

/**
 * Registers everything under `/insights` and `/manage`, tRPC under `/trpc` and MCP at `/mcp`; its plugins and error form stay inside the scope of `app`, so that another
 * app's routes may stand beside it.
 */
export async function registerInsights(
  app: FastifyInstance,
  deps: InsightsDeps,
  /** `cors: false` where the server around it does that for all paths. */
  options: { readonly cors?: boolean } = {},
): Promise<void> {
  const procedures = createProcedures(deps.reports);
  const routeDeps = { ...deps, closing: closingSignal(app) };
  registerErrors(app);
  registerAnswersWatch(app, deps.answers);
  registerSecurityHeaders(app);
  if (options.cors ?? true) {
    await app.register(cors, {
      origin: true,
      methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
      allowedHeaders: ['content-type', 'authorization', 'openpanel-client-id', 'openpanel-client-secret'],
      maxAge: 86_400,
    });
  }

  for (const procedure of Object.values(procedures)) registerReport(app, routeDeps, procedure);
  if (deps.sessions) {
    const passwords = createPasswordCheck(deps.sessions.accounts);
    registerSession(app, deps, deps.sessions, passwords);
    if (deps.manage) {
      const { metadata } = deps.manage;
      registerAccounts(app, { ...deps, metadata, passwords }, deps.sessions);
      if (deps.provider) registerProviderSignIn(app, deps.provider, metadata, deps.sessions);
    }
  }
  if (deps.manage) {
    await registerManage(app, deps, deps.manage);
    registerShared(app, routeDeps, deps.manage.metadata);
    registerMcp(app, { ...routeDeps, metadata: deps.manage.metadata });
    registerPrometheus(app, deps, deps.manage);
    registerGatrixInbox(app, deps.manage);
  }
  registerExport(app, routeDeps);
  registerLiveStream(app, routeDeps);
  await registerTrpc(app, routeDeps, procedures);
  registerOpenApi(app, procedures, deps.settings.version);
  registerDocs(app, procedures, deps.settings.version);
}

/** What a process of its own has besides: `/health`, `/ready`, and 404 for all else. */
export function registerInsightsServer(app: FastifyInstance, deps: InsightsDeps): void {
  registerNotFound(app);
  registerHealth(app, deps);
  registerReady(app, deps);
}
