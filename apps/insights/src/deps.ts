import type { Reports } from '@gatrix/analytics-reports';
import type { WorkWatch } from '@gatrix/analytics-service-runtime';
import type { ProjectInfo, VerifiedClient } from './access/identities.ts';
import type { Provider } from './access/provider.ts';
import type { SessionAccess } from './access/sessions.ts';
import type { JwtSettings } from './access/tokens.ts';
import type { ManageDeps } from './manage/deps.ts';

/** Everything that insights works with. */
export interface InsightsDeps {
  readonly clients: {
    verify(
      clientId: string,
      secret: string,
    ): Promise<{ readonly ok: true; readonly client: VerifiedClient } | { readonly ok: false }>;
  };
  readonly projects: { get(projectId: string): Promise<ProjectInfo | undefined> };
  readonly members: {
    /** True for the owner too. */
    isMember(projectId: string, userId: string): Promise<boolean>;
  };
  readonly reports: Reports;
  /** Without it, Bearer tokens are refused. */
  readonly jwt: JwtSettings | undefined;
  /** Without it, nobody signs in to the dashboard. */
  readonly sessions?: SessionAccess | undefined;
  /** Where people can sign in at an OpenID provider. */
  readonly provider?: Provider | undefined;
  /** Without it there is no `/manage`. */
  readonly manage?: ManageDeps | undefined;
  /** What /ready asks, by name; a check rejects while its dependency is down. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Hears how questions end, for /ready. */
  readonly answers?: WorkWatch | undefined;
  readonly settings: { readonly version: string };
}

/** What routes get besides. */
export interface RouteDeps extends InsightsDeps {
  /** Aborted soon after the server was told to close: who still waits for an answer then is told to ask again. */
  readonly closing: AbortSignal;
}
