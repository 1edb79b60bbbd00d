import { createMailer, createPost, type Mailer, type Senders } from '@gatrix/analytics-deliveries';
import { envBoolean, envUrl } from '@gatrix/analytics-service-runtime';
import { z } from 'zod';

/** How messages leave, and where they lead. */
export const sendingEnv = {
  SMTP_URL: envUrl('smtp', 'smtps').optional(),
  MAIL_FROM: z.string().min(3).optional(),
  WEBHOOK_ALLOW_PRIVATE: envBoolean(false),
  /** Where people open the dashboard: messages link to it. */
  PUBLIC_URL: envUrl('http', 'https').optional(),
};

type SendingEnv = z.output<z.ZodObject<typeof sendingEnv>>;

/** Mail leaves where both SMTP_URL and MAIL_FROM are set; webhooks reach private addresses only where that is
 * allowed. `leaseMs`: what a process had in hand when it was killed is taken by another after that. */
export function openSenders(
  env: SendingEnv,
  leaseMs: number,
): Senders & { readonly leaseMs: number; close(): void } {
  const timeoutMs = leaseMs / 2;
  const { SMTP_URL: url, MAIL_FROM: from, WEBHOOK_ALLOW_PRIVATE: allowsPrivate } = env;
  const mail: Mailer | undefined =
    url !== undefined && from !== undefined ? createMailer({ url, from, timeoutMs }) : undefined;
  return {
    mail,
    post: createPost({ timeoutMs, ...(allowsPrivate && { mayReach: () => true }) }),
    now: Date.now,
    leaseMs,
    close: () => mail?.close(),
  };
}

export function publicUrlOf({ PUBLIC_URL }: Pick<SendingEnv, 'PUBLIC_URL'>): string | undefined {
  return PUBLIC_URL?.replace(/\/+$/, '');
}
