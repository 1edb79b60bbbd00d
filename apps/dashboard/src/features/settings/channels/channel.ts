export const kinds = ['mail', 'slack', 'discord', 'teams', 'webhook', 'gatrix-signal'] as const;

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** Without what is secret; null where they cannot be read. */
  readonly settings: {
    readonly kind: (typeof kinds)[number];
    readonly to?: readonly string[];
    readonly url?: string;
    readonly endpoint?: string;
    readonly language?: string;
  } | null;
}
