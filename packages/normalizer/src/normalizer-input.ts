import type { GeoLocation } from './geo/geo-location.ts';
import type { ClientHints } from './user-agent/client-hints.ts';

/** One `track` message with the facts of the request that brought it. */
export interface NormalizerInput {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly deviceId: string;
  readonly profileId: string;
  readonly sessionId: string;
  /** When it happened, milliseconds since the epoch. */
  readonly timestamp: number;
  /** When it was received, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Its place among the messages received in the same millisecond. */
  readonly sequence: number;
  /** Win over `__path`, `__referrer` and `__title`. */
  readonly path?: string | undefined;
  readonly referrer?: string | undefined;
  readonly title?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  /** As sent: JSON values, nested. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly userAgent: string;
  readonly clientHints?: ClientHints | undefined;
  readonly geo: GeoLocation;
  readonly sdkName: string;
  readonly sdkVersion: string;
  /** Sent with a secret and no browser's user agent: the device is a server. */
  readonly isServer: boolean;
  /** Hosts, origins or `*.example.com` whose pages are the project's own. */
  readonly ownDomains: readonly string[];
  /** 0 keeps for ever. */
  readonly retentionDays: number;
}
