export interface RateCounter {
  readonly key: string;
  /** Requests a minute. */
  readonly limit: number;
}

export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}
