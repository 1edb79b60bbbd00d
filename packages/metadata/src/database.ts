export type ClientType = 'write' | 'read' | 'root';
export type MemberRole = 'admin' | 'editor' | 'viewer';

/** The tables as both engines return them: times and JSON as text. */
export interface Database {
  analytics_migrations: { id: string; applied_at: string; version: string | null };
  analytics_projects: ProjectRow;
  analytics_clients: ClientRow;
  analytics_members: MemberRow;
  analytics_saved_reports: SavedReportRow;
  analytics_annotations: AnnotationRow;
  analytics_segments: SegmentRow;
  analytics_invitations: InvitationRow;
  analytics_share_links: ShareLinkRow;
  analytics_share_visits: { id: string; link_id: string; visited_at: string; user_agent: string };
  analytics_audit_log: AuditRow;
  analytics_alerts: AlertRow;
  analytics_alert_values: AlertValueRow;
  analytics_channels: ChannelRow;
  analytics_deliveries: DeliveryRow;
  analytics_boards: BoardRow;
  analytics_gauges: GaugeRow;
  analytics_tokens: TokenRow;
  analytics_digests: DigestRow;
  analytics_accounts: AccountRow;
  analytics_noted_events: { project_id: string; event_key: string; noted_at: string };
  analytics_rates: { project_id: string; reporting: string; currency: string; day: string; rate: string };
  analytics_salts: { day: string; salt: string; created_at: string };
}

export interface ProjectRow {
  id: string;
  name: string;
  domain: string;
  user_id: string | null;
  timezone: string;
  settings: string | null;
  created_at: string;
}

export interface ClientRow {
  id: string;
  name: string;
  type: ClientType;
  project_id: string;
  secret: string;
  cors: string | null;
  created_at: string;
  revoked_at: string | null;
}

export interface MemberRow {
  project_id: string;
  user_id: string;
  role: MemberRole;
  created_at: string;
}

export interface AccountRow {
  id: string;
  name: string;
  sign_in_name: string | null;
  password: string | null;
  provider_key: string | null;
  session_key: string;
  created_at: string;
}

export interface SavedReportRow {
  id: string;
  project_id: string;
  name: string;
  report: string;
  query: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export interface InvitationRow {
  id: string;
  project_id: string;
  role: MemberRole;
  token: string;
  expires_at: string;
  accepted_by: string | null;
  created_by: string | null;
  created_at: string;
}

export interface ShareLinkRow {
  id: string;
  project_id: string;
  name: string;
  questions: string;
  token: string;
  password: string | null;
  expires_at: string | null;
  revoked_at: string | null;
  created_by: string | null;
  created_at: string;
}

export interface AuditRow {
  id: string;
  project_id: string;
  happened_at: string;
  actor: string;
  action: string;
  subject: string;
}

export interface SegmentRow {
  id: string;
  project_id: string;
  name: string;
  definition: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export interface AnnotationRow {
  id: string;
  project_id: string;
  happened_at: string;
  text: string;
  created_by: string | null;
  created_at: string;
}

export type AlertState = 'ok' | 'firing' | 'no_data';

export interface AlertRow {
  id: string;
  project_id: string;
  name: string;
  definition: string;
  channels: string;
  state: AlertState;
  state_since: string | null;
  problem: string | null;
  last_bucket: string | null;
  is_revised: number;
  told_state: AlertState | null;
  told_at: string | null;
  snoozed_until: string | null;
  due_at: string;
  claim: string | null;
  version: number;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export interface AlertValueRow {
  alert_id: string;
  bucket: string;
  value: number | null;
  first_value: number | null;
  low: number | null;
  high: number | null;
  state: AlertState;
  seen_at: string;
  revised_at: string | null;
}

export interface ChannelRow {
  id: string;
  project_id: string;
  name: string;
  settings: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export type DeliveryStatus = 'pending' | 'sending' | 'sent' | 'failed' | 'unknown';

export interface DeliveryRow {
  id: string;
  project_id: string;
  channel_id: string;
  subject_id: string | null;
  idempotency_key: string;
  message: string;
  status: DeliveryStatus;
  attempts: number;
  due_at: string;
  claim: string | null;
  answer_status: number | null;
  answer: string | null;
  created_at: string;
  finished_at: string | null;
}

export interface BoardRow {
  id: string;
  project_id: string;
  name: string;
  content: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export interface GaugeRow {
  id: string;
  project_id: string;
  name: string;
  help: string | null;
  definition: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

/** `gauges` reads what Prometheus is shown; `inbox` brings what happened in Gatrix. */
export type TokenKind = 'gauges' | 'inbox';

export interface TokenRow {
  id: string;
  project_id: string;
  name: string;
  kind: TokenKind;
  token: string;
  revoked_at: string | null;
  created_by: string | null;
  created_at: string;
}

export interface DigestRow {
  id: string;
  project_id: string;
  name: string;
  definition: string;
  channels: string;
  is_paused: number;
  sent_for: string | null;
  due_at: string;
  claim: string | null;
  version: number;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}
