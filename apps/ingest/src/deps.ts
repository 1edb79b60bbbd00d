import type { ClientDirectory } from '@gatrix/analytics-metadata';
import type { GeoLocation } from '@gatrix/analytics-normalizer';
import type { EventQueue } from '@gatrix/analytics-queue';
import type { WorkWatch } from '@gatrix/analytics-service-runtime';
import type { SessionStore } from '@gatrix/analytics-sessions';
import type { RateLimiter } from './access/rate-limiter.ts';
import type { IngestMetrics } from './metrics/ingest-metrics.ts';

/** Everything that ingest works with. */
export interface IngestDeps {
  readonly directory: ClientDirectory;
  readonly queue: EventQueue;
  readonly sessions: SessionStore;
  readonly rateLimiter: RateLimiter;
  /** The salt of a UTC day (`YYYY-MM-DD`), shared by all instances; undefined where that day's is gone. */
  readonly saltOf: (day: string) => Promise<Buffer | undefined>;
  readonly geoOf: (address: string) => GeoLocation;
  /** The data centre that an address belongs to, or ''. */
  readonly dataCenterOf?: ((address: string) => string) | undefined;
  /** The robot's name, or null. */
  readonly botOf: (userAgent: string) => string | null;
  /** The same for the visitor of a page, whom a verified sender speaks for: there, HTTP libraries are robots. */
  readonly pageBotOf: (userAgent: string) => string | null;
  /** What /ready asks, by name. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Parts of the work beside accepting that are done in this process: those that messages need, and others. */
  readonly work?: Readonly<Record<string, WorkWatch>> | undefined;
  readonly besides?: Readonly<Record<string, Pick<WorkWatch, 'problem'>>> | undefined;
  /** Where none are given, what is counted can be read at /metrics alone. */
  readonly metrics?: IngestMetrics | undefined;
  readonly now: () => number;
  readonly settings: IngestSettings;
}

/** What lets a request in works with. */
export interface GateDeps extends Omit<IngestDeps, 'metrics'> {
  readonly metrics: IngestMetrics;
}

export interface SenderTests {
  readonly isHttpLibrary: (userAgent: string) => boolean;
  /** A phone's user agent, or a tablet's, a television's and so on. */
  readonly isPhone: (userAgent: string) => boolean;
}

export interface IngestSettings {
  readonly version: string;
  /** `DEFAULT_CLIENT_ID` */
  readonly defaultClientId: string | undefined;
  /** `TRUSTED_PROXIES`: addresses and CIDRs. */
  readonly trustedProxies: readonly string[];
  /** `IP_HEADER_ORDER`: headers that name the visitor, in lower case; empty for the usual ones. */
  readonly ipHeaderOrder: readonly string[];
  /** `RATE_LIMIT_MAX`: requests a minute and address; with a matching origin `rateLimitMaxOrigin`; with a secret none. */
  readonly rateLimitMax: number;
  readonly rateLimitMaxOrigin: number;
  /** `QUEUE_MAX_BACKLOG`: messages that may wait before ingest refuses more. */
  readonly maxBacklog: number;
  /** `INSIGHTS_URL`: where /insights, /trpc, /manage and /mcp are forwarded. */
  readonly insightsUrl: string | undefined;
  /** `METRICS_TOKEN`: who sends it as a bearer token may read /metrics; without it there is no such route. */
  readonly metricsToken?: string | undefined;
}
