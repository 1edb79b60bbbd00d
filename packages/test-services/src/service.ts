/** A server on this machine that someone here started. */
export interface Service {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Whether its process has ended, by itself or because it was told to. */
  readonly hasEnded: boolean;
  /** Ends it in good order and removes its directory, if that was temporary. */
  stop(): Promise<void>;
  /** SIGKILL. The data stays, for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after `kill` or out of its run. */
  restart(): Promise<void>;
}

export interface ServiceOptions {
  /** Where its data is kept. Default: a temporary directory. */
  readonly dir?: string | undefined;
  /** Default: a free one. */
  readonly port?: number | undefined;
}
