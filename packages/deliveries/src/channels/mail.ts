import { written } from '../texts.ts';
import type { Channel } from './channel.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

export const mail: Channel<'mail'> = {
  // By its Message-ID.
  knowsRepeats: true,
  send: async ({ mail: mailer }, { to, language }, message, idempotencyKey) => {
    if (!mailer)
      return { status: null, text: 'mail is not set up: SMTP_URL and MAIL_FROM', outcome: 'refused' };
    const { subject, lines } = written(message, language);
    const paragraph = (line: string) =>
      line === message.link ? `<a href="${escaped(line)}">${escaped(line)}</a>` : escaped(line);
    const body = lines.map((line) => `<p>${paragraph(line)}</p>`).join('\n');
    return mailer.send({
      ...{ to, subject, text: `${lines.join('\n')}\n` },
      html: `<!doctype html><html lang="${language}"><body style="font-family:sans-serif"><h1 style="font-size:18px">${escaped(subject)}</h1>\n${body}</body></html>`,
      messageId: `<${idempotencyKey.replaceAll(':', '.')}@gatrix-analytics>`,
    });
  },
};
