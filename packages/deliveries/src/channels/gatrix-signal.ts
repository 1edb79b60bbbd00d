import { type Channel, postJson } from './channel.ts';

/** A signal of Gatrix, by which it switches a flag. */
export const gatrixSignal: Channel<'gatrix-signal'> = {
  knowsRepeats: true,
  send: (senders, { url, endpoint, token }, message, idempotencyKey) => {
    const address = `${url.replace(/\/+$/, '')}/api/v1/signals/${encodeURIComponent(endpoint)}`;
    const body = JSON.stringify({ id: idempotencyKey, ...message });
    return postJson(senders, address, body, {
      authorization: `Bearer ${token}`,
      'idempotency-key': idempotencyKey,
    });
  },
};
