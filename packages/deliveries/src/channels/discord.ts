import { written } from '../texts.ts';
import { type Channel, postJson } from './channel.ts';

const maxLength = 2_000;

const escaped = (text: string) => text.replace(/[\\*_~`|>#[\]()-]/g, '\\$&');

export const discord: Channel<'discord'> = {
  knowsRepeats: false,
  send: (senders, { url, language }, message) => {
    const { subject, lines } = written(message, language);
    const links = new Set([message.link]);
    const body = lines.map((line) => (links.has(line) ? line : escaped(line)));
    const content = [`**${escaped(subject)}**`, ...body].join('\n').slice(0, maxLength);
    // Nobody is called by a name in a message.
    return postJson(senders, url, JSON.stringify({ content, allowed_mentions: { parse: [] } }));
  },
};
