/** Rows as ClickHouse stores them. Times are milliseconds since the epoch, UTC; absent strings are ''. */

export interface EventRow {
  /** UUID; the event's idempotency key within its project. */
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly device_id: string;
  readonly profile_id: string;
  readonly session_id: string;
  /** When it happened. */
  readonly timestamp: number;
  /** When it was received. */
  readonly created_at: number;
  /** The order in which messages of one millisecond of receipt were sent, less than 2^24. */
  readonly sequence: number;
  readonly path: string;
  readonly origin: string;
  readonly hash: string;
  readonly title: string;
  readonly referrer: string;
  readonly referrer_name: string;
  readonly referrer_type: string;
  readonly channel: string;
  readonly utm_source: string;
  readonly utm_medium: string;
  readonly utm_campaign: string;
  readonly utm_term: string;
  readonly utm_content: string;
  /** Which click id the address carried (`gclid`, `fbclid`, …) and its value. */
  readonly click_id_type: string;
  readonly click_id: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly os: string;
  readonly os_version: string;
  readonly browser: string;
  readonly browser_version: string;
  /** desktop | mobile | tablet | tv | console | wearable | bot | server */
  readonly device: string;
  readonly brand: string;
  readonly model: string;
  /** As sent; at most six decimals, and text where a number would not keep its digits. */
  readonly revenue: number | string;
  /** ISO 4217, of `revenue`; '' is the project's own. */
  readonly currency: string;
  readonly groups: readonly string[];
  readonly sdk_name: string;
  readonly sdk_version: string;
  /** String properties (and arrays, as JSON text) by dot path. */
  readonly properties: Readonly<Record<string, string>>;
  readonly properties_number: Readonly<Record<string, number>>;
  readonly properties_bool: Readonly<Record<string, boolean>>;
  /** The project's retention in days; 0 keeps for ever. */
  readonly retention_days: number;
}

export interface BotEventRow {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly bot_name: string;
  readonly timestamp: number;
  readonly created_at: number;
  readonly path: string;
  readonly referrer: string;
  readonly country: string;
  readonly user_agent: string;
  /** By which import it came; '' where by none. */
  readonly import_id: string;
}

export type ProfileChangeKind =
  | 'identify'
  | 'alias'
  | 'increment'
  | 'decrement'
  | 'set_once'
  | 'append'
  | 'assign_group';

/** A message of one of these kinds: the log that profiles are folded from. */
export interface ProfileChangeRow {
  readonly id: string;
  readonly project_id: string;
  readonly profile_id: string;
  readonly device_id: string;
  readonly kind: ProfileChangeKind;
  readonly timestamp: number;
  readonly created_at: number;
  /** As of an event. */
  readonly sequence: number;
  /** identify, set_once, append: JSON object of traits by dot path, types kept; otherwise ''. */
  readonly traits: string;
  /** alias: the other profile id. */
  readonly alias: string;
  /** increment, decrement: dot path of the property, and the signed amount. */
  readonly property: string;
  readonly amount: number;
  readonly groups: readonly string[];
  /** As of a robot's event. */
  readonly import_id: string;
}

export interface GroupRow {
  readonly id: string;
  readonly project_id: string;
  readonly group_id: string;
  readonly type: string;
  readonly name: string;
  /** JSON object by dot path. */
  readonly properties: string;
  readonly timestamp: number;
  readonly created_at: number;
  /** As of a robot's event. */
  readonly import_id: string;
}

/** Where a message is stored whose own time does not say so. */
export interface DisplacedIdRow {
  readonly project_id: string;
  readonly id: string;
  /** As the message's row has it. */
  readonly timestamp: number;
  /** What its sender told; 0 where it told none. */
  readonly told_at: number;
  readonly retention_days: number;
}

/** kind: accepted | rejected | duplicate | bot | truncated */
export interface IngestCounterRow {
  readonly project_id: string;
  /** Start of the minute, milliseconds. */
  readonly minute: number;
  readonly kind: string;
  /** The error code of a rejection; otherwise ''. */
  readonly reason: string;
  readonly count: number;
}
