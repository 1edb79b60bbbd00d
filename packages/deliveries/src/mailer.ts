import { createTransport } from 'nodemailer';
import type { Mailer } from './channels/channel.ts';

export interface MailSettings {
  /** `smtp://user:password@host:port`, or `smtps://`. */
  readonly url: string;
  /** `Gatrix <stats@example.com>`. */
  readonly from: string;
  /** Milliseconds that the server may keep silent. */
  readonly timeoutMs: number;
}

/** Mail over SMTP. A 5xx is refused, all else may be tried again. */
export function createMailer({ url, from, timeoutMs }: MailSettings): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  return {
    send: async ({ to, pictures = [], ...mail }) => {
      try {
        const headers = { 'auto-submitted': 'auto-generated' };
        const attachments = pictures.map(({ cid, png }) => ({
          ...{ cid, filename: `${cid}.png`, contentType: 'image/png', content: Buffer.from(png) },
          contentDisposition: 'inline' as const,
        }));
        const sent = { ...mail, from, to: [...to], headers, attachments };
        const { response, rejected } = await transport.sendMail(sent);
        const left = rejected.length === 0 ? '' : `; not to ${rejected.map(String).join(', ')}`;
        return { status: statusIn(response), text: `${response}${left}`, outcome: 'sent' };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const status =
          'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null;
        const isRefused = status !== null && status >= 500;
        return { status, text: error.message, outcome: isRefused ? 'refused' : 'retry' };
      }
    },
    close: () => transport.close(),
  };
}

function statusIn(response: string): number | null {
  const status = Number(/^\d{3}/.exec(response)?.[0]);
  return Number.isFinite(status) ? status : null;
}
