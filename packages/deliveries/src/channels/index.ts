import type { ChannelKind, ChannelSettings, DeliveryMessage } from '@gatrix/analytics-protocol/insights';
import type { Answer, Channel, Senders } from './channel.ts';
import { discord } from './discord.ts';
import { gatrixSignal } from './gatrix-signal.ts';
import { mail } from './mail.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

const channels: { readonly [Kind in ChannelKind]: Channel<Kind> } = {
  mail,
  slack,
  discord,
  teams,
  webhook,
  'gatrix-signal': gatrixSignal,
};

export function knowsRepeats({ kind }: ChannelSettings): boolean {
  return channels[kind].knowsRepeats;
}

/** Sends a message the way of the channel's kind. Rejects where no answer came. */
export function sendTo<Kind extends ChannelKind>(
  senders: Senders,
  settings: Extract<ChannelSettings, { readonly kind: Kind }>,
  message: DeliveryMessage,
  idempotencyKey: string,
): Promise<Answer> {
  const kind: Kind = settings.kind;
  return channels[kind].send(senders, settings, message, idempotencyKey);
}
