import type { ChannelSettings, DeliveryMessage } from '@gatrix/analytics-protocol/insights';
import type { Post } from '../post.ts';

/** What channels send with. */
export interface Senders {
  readonly post: Post;
  /** Without it mail is refused. */
  readonly mail: Mailer | undefined;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
}

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Shown where the HTML names `cid:<cid>`. */
  readonly pictures?: readonly Picture[];
  readonly messageId: string;
}

export interface Picture {
  readonly cid: string;
  readonly png: Uint8Array;
}

export interface Mailer {
  send(mail: Mail): Promise<Answer>;
  close(): void;
}

/** What the receiver said. */
export interface Answer {
  /** Of HTTP or SMTP; null where it did not come that far. */
  readonly status: number | null;
  readonly text: string;
  /** `unknown`: it may have the message, and would not know it again. */
  readonly outcome: 'sent' | 'refused' | 'retry' | 'unknown';
  readonly retryAfterMs?: number | undefined;
}

/** One kind of channel. Adding one is one file, its settings in the protocol, and one line of `index.ts`. */
export interface Channel<Kind extends ChannelSettings['kind']> {
  /** Whether a receiver can tell that it has a message already, by the idempotency key that comes with it. */
  readonly knowsRepeats: boolean;
  send(
    senders: Senders,
    settings: Extract<ChannelSettings, { readonly kind: Kind }>,
    message: DeliveryMessage,
    idempotencyKey: string,
  ): Promise<Answer>;
}

/** Those that a receiver may answer otherwise a while later. */
const passing = new Set([408, 425, 429]);

/** Posts JSON and reads what the status means. */
export async function postJson(
  { post }: Pick<Senders, 'post'>,
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const sent = { 'content-type': 'application/json', 'user-agent': 'Gatrix-Analytics', ...headers };
  const { status, text, retryAfterMs } = await post(url, sent, body);
  const isSent = status >= 200 && status < 300;
  const isOver = status >= 300 && status < 500 && !passing.has(status);
  return { status, text, outcome: isSent ? 'sent' : isOver ? 'refused' : 'retry', retryAfterMs };
}
