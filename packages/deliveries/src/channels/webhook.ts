import { createHmac } from 'node:crypto';
import { type Channel, postJson } from './channel.ts';

/** JSON to any address, signed: `v1=` and the hexadecimal HMAC-SHA256 of `<seconds>.<body>`. */
export const webhook: Channel<'webhook'> = {
  knowsRepeats: true,
  send: (senders, { url, secret }, message, idempotencyKey) => {
    const body = JSON.stringify({ id: idempotencyKey, ...message });
    const timestamp = String(Math.floor(senders.now() / 1_000));
    return postJson(senders, url, body, {
      'idempotency-key': idempotencyKey,
      'x-gatrix-timestamp': timestamp,
      'x-gatrix-signature': `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
    });
  },
};
