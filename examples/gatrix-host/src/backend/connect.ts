import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Manage } from './manage.ts';

const connection = z.object({
  /** What alerts come to `/api/v1/signals` with. */
  signalToken: z.string().min(16),
  /** What webhooks go to the inbox with, and gauges are read with. */
  inboxToken: z.string(),
  gaugesToken: z.string(),
});
export type Connection = z.output<typeof connection>;

const stored = connection.extend({ channelId: z.string() });

const watchFor = (savedReportId: string) => ({ watch: { savedReportId, figure: 'A' }, interval: 'minute' });

/**
 * Makes what the loop needs, once: a report of failed purchases, a gauge and an alert on it, the channel that the alert
 * switches the flag by, and two tokens. They are shown once, so `file` keeps them.
 */
export async function connect(manage: Manage, hostUrl: string, file: string): Promise<Connection> {
  const known = existsSync(file) ? stored.parse(JSON.parse(await readFile(file, 'utf8'))) : undefined;
  if (known) {
    const settings = { url: hostUrl, token: known.signalToken };
    await manage('PATCH', `channels/${known.channelId}`, { settings });
    return known;
  }
  const signalToken = randomBytes(24).toString('base64url');
  const query = { series: [{ event: 'purchase_failed' }] };
  const report = await manage('POST', 'saved-reports', { name: 'Failed purchases', report: 'query', query });
  const settings = { kind: 'gatrix-signal', url: hostUrl, endpoint: 'new-shop-off', token: signalToken };
  const channel = await manage('POST', 'channels', { name: 'Switch the new shop off', settings });
  await manage('POST', 'gauges', { name: 'failed_purchases', ...watchFor(report.id) });
  await manage('POST', 'alerts', {
    name: 'Purchases fail',
    ...watchFor(report.id),
    condition: { kind: 'threshold', op: 'gt', value: 100 },
    channels: [channel.id],
  });
  const inbox = await manage('POST', 'tokens', { name: 'Webhooks of the host', kind: 'inbox' });
  const gauges = await manage('POST', 'tokens', { name: 'Safeguards of the host', kind: 'gauges' });
  const made = { signalToken, inboxToken: inbox.token, gaugesToken: gauges.token, channelId: channel.id };
  await writeFile(file, JSON.stringify(stored.parse(made)), { mode: 0o600 });
  return stored.parse(made);
}
