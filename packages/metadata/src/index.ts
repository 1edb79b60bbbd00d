export type { Account, Accounts, NewAccount } from './accounts.ts';
export type { AlertValue } from './alert-values.ts';
export type { Alert, AlertOutcome, Alerts, NewAlert } from './alerts.ts';
export type { Annotation, Annotations, NewAnnotation } from './annotations.ts';
export type { AuditEntry, AuditLog } from './audit-log.ts';
export type { BackedUpMetadata } from './backup.ts';
export type { Board, Boards, NewBoard } from './boards.ts';
export type { Channel, Channels, NewChannel } from './channels.ts';
export {
  type ClientDirectory,
  type ClientDirectoryOptions,
  type ClientWithProject,
  createClientDirectory,
  type Verification,
} from './client-directory.ts';
export type { Client, ClientAccess, Clients, NewClient } from './clients.ts';
export type { JsonValue } from './columns.ts';
export type { ClientType, MemberRole, TokenKind } from './database.ts';
export type { Deliveries, Delivery, DeliveryEnd, NewDelivery } from './deliveries.ts';
export type { Digest, Digests, NewDigest } from './digests.ts';
export {
  type ConstraintKind,
  MetadataConstraintError,
  MetadataUnavailableError,
  NewerVersionError,
} from './errors.ts';
export type { Gauge, Gauges, NewGauge } from './gauges.ts';
export type { Invitation, Invitations } from './invitations.ts';
export type { Member, Members } from './members.ts';
export { createMetadata, type Metadata, type MetadataOptions } from './metadata.ts';
export type { ProjectSettings, ProjectSettingsPatch, RateLimitSettings } from './project-settings.ts';
export type { NewProject, Project, ProjectPatch, Projects } from './projects.ts';
export type { Rate, Rates } from './rates.ts';
export type { Salts } from './salts.ts';
export type { NewSavedReport, SavedReport, SavedReports } from './saved-reports.ts';
export type { NewSegment, Segment, Segments } from './segments.ts';
export type { NewShareLink, ShareLink, ShareLinks, ShareVisit } from './share-links.ts';
export type { NewToken, Token, Tokens } from './tokens.ts';
