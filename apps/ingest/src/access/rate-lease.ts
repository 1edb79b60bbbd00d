import QuickLRU from 'quick-lru';
import type { RateCounter, RateLimit } from './rate-limit.ts';

/** What Redis said of a key a moment ago, and what was let in here since. */
interface Lease {
  readonly key: string;
  count: number;
  endsAt: number;
  knownUntil: number;
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
  const leases = new QuickLRU<string, Lease>({ maxSize: maxKeys });
  const unsent = new Set<Lease>();

  function leaseOf({ key, limit }: RateCounter, now: number): Lease | undefined {
    const lease = leases.get(key);
    if (!lease || lease.knownUntil < now || lease.endsAt <= now) return undefined;
    if (lease.unsent + 1 > limit * leasedShare) return undefined;
    return limit - lease.count - lease.unsent > limit * reservedShare ? lease : undefined;
  }

  return {
    /** Where each counter stands with this request counted; undefined where Redis has to be asked. */
    take(counters: readonly RateCounter[], now: number): RateLimit[] | undefined {
      const taken: Lease[] = [];
      for (const counter of counters) {
        const lease = leaseOf(counter, now);
        if (!lease) return undefined;
        taken.push(lease);
      }
      return taken.map((lease, index) => {
        const { limit = 0 } = counters[index] ?? {};
        const { count, endsAt } = lease;
        lease.unsent += 1;
        unsent.add(lease);
        return {
          limit,
          remaining: limit - count - lease.unsent,
          resetSeconds: Math.max(1, Math.ceil((endsAt - now) / 1_000)),
          exceeded: false,
        };
      });
    },
    /** What was let in and not sent yet, which counts as sent from here on. */
    takeUnsent(): [key: string, hits: number][] {
      const hits: [string, number][] = [];
      for (const lease of unsent) {
        hits.push([lease.key, lease.unsent]);
        lease.count += lease.unsent;
        lease.unsent = 0;
      }
      unsent.clear();
      return hits;
    },
    /** Redis' own count, which holds all that was sent. */
    learn(key: string, count: number, leftMs: number, now: number): void {
      const learned = { count, endsAt: now + leftMs, knownUntil: now + knownForMs };
      const lease = leases.get(key);
      if (lease) Object.assign(lease, learned);
      else leases.set(key, { key, unsent: 0, ...learned });
    },
    forget(): void {
      leases.clear();
      unsent.clear();
    },
  };
}
