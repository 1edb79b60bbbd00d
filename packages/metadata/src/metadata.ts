import { sql } from 'kysely';
import { type Accounts, createAccounts } from './accounts.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import { type Annotations, createAnnotations } from './annotations.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { type BackedUpMetadata, backUp, restore } from './backup.ts';
import { type Boards, createBoards } from './boards.ts';
import { type Channels, createChannels } from './channels.ts';
import { type Clients, createClients } from './clients.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createDigests, type Digests } from './digests.ts';
import { openEngine } from './engine/open-engine.ts';
import { createGauges, type Gauges } from './gauges.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createMembers, type Members } from './members.ts';
import { migrate, pendingMigrations, refuseNewerMetadata } from './migrate.ts';
import { createProjects, type Projects } from './projects.ts';
import { createRates, type Rates } from './rates.ts';
import { createSalts, type Salts } from './salts.ts';
import { createSavedReports, type SavedReports } from './saved-reports.ts';
import { createSegments, type Segments } from './segments.ts';
import { createShareLinks, type ShareLinks } from './share-links.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface MetadataOptions {
  /** `mysql://user:password@host:port/database` (or `mariadb://`), or `sqlite:/path/file.db`. */
  readonly url: string;
  /** The host's users table (`users` or `database.users`), whose `id` owners and members refer to. MySQL only. */
  readonly usersTable?: string | undefined;
  /** Milliseconds; default `Date.now`. */
  readonly now?: () => number;
}

/** Projects, clients and what belongs to them. All times are UTC milliseconds. */
export interface Metadata {
  /**
   * Applies pending migrations; safe in several processes at once. Resolves with the ids that were applied.
   * `onWaiting` hears whom this process waits for.
   */
  migrate(options?: { readonly onWaiting?: (message: string) => void }): Promise<string[]>;
  /** The ids of the migrations that are not applied yet. */
  pendingMigrations(): Promise<string[]>;
  /** Rejects with a NewerVersionError, which names both versions, where a later version has migrated the database. */
  refuseNewer(): Promise<void>;
  /** Rejects with a MetadataUnavailableError where the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
  /** Everything as it is at one moment; works with both databases alike. */
  backUp(): Promise<BackedUpMetadata>;
  /** Puts back what `backUp` gave, into a database without projects, and leaves it at that one's migrations. */
  restore(backedUp: BackedUpMetadata): Promise<void>;
  readonly projects: Projects;
  readonly clients: Clients;
  readonly members: Members;
  readonly accounts: Accounts;
  readonly savedReports: SavedReports;
  readonly annotations: Annotations;
  readonly segments: Segments;
  readonly invitations: Invitations;
  readonly shareLinks: ShareLinks;
  readonly alerts: Alerts;
  readonly boards: Boards;
  readonly channels: Channels;
  readonly deliveries: Deliveries;
  readonly digests: Digests;
  readonly gauges: Gauges;
  readonly tokens: Tokens;
  readonly rates: Rates;
  readonly auditLog: AuditLog;
  readonly salts: Salts;
}

/** Opens the metadata database. Connects with the first query; throws a TypeError for a URL it does not know. */
export function createMetadata({ url, usersTable, now = Date.now }: MetadataOptions): Metadata {
  const engine = openEngine(url);
  const { db } = engine;
  return {
    migrate: (options) => migrate(engine, usersTable, options?.onWaiting),
    pendingMigrations: () => pendingMigrations(engine),
    refuseNewer: () => refuseNewerMetadata(engine),
    ping: async () => {
      await sql`SELECT 1`.execute(db);
    },
    close: () => db.destroy(),
    backUp: () => backUp(engine),
    restore: (backedUp) => restore(engine, backedUp),
    projects: createProjects(db, now),
    clients: createClients(db, now),
    members: createMembers(db, now),
    accounts: createAccounts(db, now),
    savedReports: createSavedReports(db, now),
    annotations: createAnnotations(db, now),
    segments: createSegments(db, now),
    invitations: createInvitations(db, now),
    shareLinks: createShareLinks(db, now),
    alerts: createAlerts(db, now),
    boards: createBoards(db, now),
    channels: createChannels(db, now),
    deliveries: createDeliveries(db, now),
    digests: createDigests(db, now),
    gauges: createGauges(db, now),
    tokens: createTokens(db, now),
    rates: createRates(db),
    auditLog: createAuditLog(db, now),
    salts: createSalts(db, now),
  };
}
