import type { RateCounter, RateLimit } from './rate-limit.ts';

/** What Redis said of a key a moment ago, and what was let in here since. */
interface Lease {
  readonly count: number;
  readonly endsAt: number;
  readonly knownUntil: number;
  unsent: number;
}

/** Beyond this, other instances may have counted many. */
const knownForMs = 250;
/** Of a limit: so much is let in on one instance before Redis hears of it, and not where so little is left. */
const leasedShare = 0.05;
const reservedShare = 0.2;
const maxKeys = 20_000;

/**
 * Lets a busy sender's requests in without asking Redis for each, as long as its limit is far: several instances
 * together let in at most a twentieth of the limit too many each, and only where they are more than four.
 */
export function createRateLeases() {
  let leases = new Map<string, Lease>();

  function leaseOf({ key, limit }: RateCounter, now: number): Lease | undefined {
    const lease = leases.get(key);
    if (!lease || lease.knownUntil < now || lease.endsAt <= now) return undefined;
    if (lease.unsent + 1 > limit * leasedShare) return undefined;
    return limit - lease.count - lease.unsent > limit * reservedShare ? lease : undefined;
  }

  return {
    /** Where each counter stands with this request counted; undefined where Redis has to be asked. */
    take(counters: readonly RateCounter[], now: number): RateLimit[] | undefined {
      const taken = counters.map((counter) => leaseOf(counter, now));
      if (taken.includes(undefined)) return undefined;
      return taken.map((lease, index) => {
        const { limit = 0 } = counters[index] ?? {};
        const { count = 0, unsent = 0, endsAt = now } = lease ?? {};
        if (lease) lease.unsent = unsent + 1;
        return {
          limit,
          remaining: limit - count - unsent - 1,
          resetSeconds: Math.max(1, Math.ceil((endsAt - now) / 1_000)),
          exceeded: false,
        };
      });
    },
    /** What was let in and not sent yet, which counts as sent from here on. */
    takeUnsent(): [key: string, hits: number][] {
      const unsent: [string, number][] = [];
      for (const [key, lease] of leases) {
        if (lease.unsent === 0) continue;
        unsent.push([key, lease.unsent]);
        leases.set(key, { ...lease, count: lease.count + lease.unsent, unsent: 0 });
      }
      return unsent;
    },
    /** Redis' own count, which holds all that was sent. */
    learn(key: string, count: number, leftMs: number, now: number): void {
      if (leases.size >= maxKeys) leases = new Map();
      const unsent = leases.get(key)?.unsent ?? 0;
      leases.set(key, { count, unsent, endsAt: now + leftMs, knownUntil: now + knownForMs });
    },
    forget(): void {
      leases = new Map();
    },
  };
}
