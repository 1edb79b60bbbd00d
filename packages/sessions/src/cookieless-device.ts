import { createHmac } from 'node:crypto';

export interface CookielessFacts {
  readonly projectId: string;
  readonly address: string;
  readonly userAgent: string;
}

const dayMs = 86_400_000;

/**
 * The device ids that a client without one may go by at a time: yesterday's, so that a session survives midnight
 * UTC, and today's. `saltOf` gives a day's salt (`YYYY-MM-DD`); with the salt gone, the id tells nothing.
 */
export async function cookielessDeviceIds(
  facts: CookielessFacts,
  timestamp: number,
  saltOf: (day: string) => Promise<Buffer>,
): Promise<readonly [string, string]> {
  const [yesterday, today] = await Promise.all([saltOf(dayOf(timestamp - dayMs)), saltOf(dayOf(timestamp))]);
  return [deviceIdOf(yesterday, facts), deviceIdOf(today, facts)];
}

/** The UTC day of an instant, `YYYY-MM-DD`. */
export function dayOf(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(0, 10);
}

function deviceIdOf(salt: Buffer, { projectId, address, userAgent }: CookielessFacts): string {
  return createHmac('sha256', salt)
    .update(`${projectId}\n${address}\n${userAgent}`)
    .digest('hex')
    .slice(0, 32);
}
