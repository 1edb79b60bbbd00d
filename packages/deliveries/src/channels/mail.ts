import type { DeliveryMessage, MessageLanguage } from '@gatrix/analytics-protocol/insights';
import { digestMail } from '../digest-mail.ts';
import { escapeHtml } from '../escape-html.ts';
import { type Written, written } from '../texts.ts';
import type { Channel } from './channel.ts';

export const mail: Channel<'mail'> = {
  // By its Message-ID.
  knowsRepeats: true,
  send: async ({ mail: mailer }, { to, language }, message, idempotencyKey) => {
    if (!mailer)
      return { status: null, text: 'mail is not set up: SMTP_URL and MAIL_FROM', outcome: 'refused' };
    const text = written(message, language);
    const body =
      message.type === 'digest' ? digestMail(message, language) : { html: htmlOf(message, text, language) };
    return mailer.send({
      ...{ to, subject: text.subject, text: `${text.lines.join('\n')}\n` },
      ...body,
      messageId: `<${idempotencyKey.replaceAll(':', '.')}@gatrix-analytics>`,
    });
  },
};

function htmlOf({ link }: DeliveryMessage, { subject, lines }: Written, language: MessageLanguage): string {
  const paragraph = (line: string) =>
    line === link ? `<a href="${escapeHtml(line)}">${escapeHtml(line)}</a>` : escapeHtml(line);
  const body = lines.map((line) => `<p>${paragraph(line)}</p>`).join('\n');
  return `<!doctype html><html lang="${language}"><body style="font-family:sans-serif"><h1 style="font-size:18px">${escapeHtml(subject)}</h1>\n${body}</body></html>`;
}
