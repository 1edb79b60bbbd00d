import { written } from '../texts.ts';
import { type Channel, postJson } from './channel.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack reads `<!channel>` and links in angle brackets. */
const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => entities[sign] ?? sign);

export const slack: Channel<'slack'> = {
  knowsRepeats: false,
  send: (senders, { url, language }, message) => {
    const { subject, lines } = written(message, language);
    const text = [`*${escaped(subject).replaceAll('*', '∗')}*`, ...lines.map(escaped)].join('\n');
    return postJson(senders, url, JSON.stringify({ text }));
  },
};
