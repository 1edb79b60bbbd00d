import type { IngestErrorCode, RejectedMessage } from '@gatrix/analytics-protocol/track';

/** In the order of the documentation; a project's `settings.wireFormats` lists those that it takes. */
export const vendors = [
  'posthog',
  'segment',
  'mixpanel',
  'umami',
  'plausible',
  'ga4',
  'matomo',
  'amplitude',
  'gameanalytics',
] as const;
export type Vendor = (typeof vendors)[number];

/** One request. */
export interface WireRequest {
  readonly method: string;
  /** The route's own, not the sender's spelling. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undone of `Content-Encoding` alone. */
  readonly body: Buffer;
  /** As it was sent, which signatures are about. */
  readonly sentBody: Buffer;
  /** Milliseconds. */
  readonly receivedAt: number;
}

/** What a vendor's request says, in our words. */
export interface Delivery {
  /** The vendor's key; it may hold `<client id>:<secret>`, for servers' SDKs that know no secret. */
  readonly key: string | undefined;
  readonly secret?: string | undefined;
  /** Instead of a secret: whether the request is signed with the key that is made of it. */
  readonly signature?: ((key: string) => boolean) | undefined;
  /** The sender's clock when it sent: ISO 8601 or milliseconds. */
  readonly sentAt?: string | number | undefined;
  /** `name@version` of the vendor's library. */
  readonly sdk?: string | undefined;
  /** What the sender is where its user agent does not tell: neither is taken for a robot. */
  readonly sender?: 'server' | 'app' | undefined;
  readonly messages: readonly OwnMessage[];
  /** How many messages each of the vendor's records became, where its answer counts records; default: one. */
  readonly perRecord?: readonly number[];
}

/** A message as `/track` takes it; ingest checks it like any other. */
export interface OwnMessage {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Why it is refused, in the vendor's words, where it became no message of ours. */
  readonly problem?: string;
}

export interface Outcome {
  /** The vendor's records, not our messages: one with a message that was rejected is refused. */
  readonly accepted: number;
  readonly refused: number;
  /** `index` is the record's. */
  readonly rejected: readonly RejectedMessage[];
}

export interface Refusal {
  readonly status: number;
  readonly code: IngestErrorCode;
  readonly message: string;
}

export interface WireAnswer {
  /** Default: 200, or the refusal's own. */
  readonly status?: number;
  readonly type?: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WireRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Says what is wrong with the messages, and stores none. */
  readonly isCheck?: true;
  /** Two vendors may share a path: whether the request is this one's. */
  readonly isOurs?: (request: WireRequest) => boolean;
  /** Throws a WireProblem where the request cannot be understood. */
  readonly read: (request: WireRequest) => Delivery;
}

/** An answer that needs no client: an SDK's configuration. */
export interface WireConfiguration {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly answer: (request: WireRequest) => WireAnswer;
}

/** A vendor's way of sending. Nothing of the vendor is anywhere else. */
export interface WireFormat {
  readonly vendor: Vendor;
  /** The field in which the SDK sends our client id, for errors. */
  readonly keyField: string;
  readonly routes: readonly (WireRoute | WireConfiguration)[];
  /** Whether its pages send with credentials; no cookie is set or read. */
  readonly sendsCredentials?: true;
  /** After every accepted message is durable. */
  readonly accepted: (request: WireRequest, outcome: Outcome) => WireAnswer;
  readonly refused: (request: WireRequest, refusal: Refusal) => WireAnswer;
}

/** What is wrong with a request as a whole. */
export class WireProblem extends Error {
  override readonly name = 'WireProblem';
  readonly code: IngestErrorCode;

  constructor(message: string, code: IngestErrorCode = 'invalid_body', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
