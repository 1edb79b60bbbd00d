import { dayOf } from '@gatrix/analytics-sessions';

export interface SaltSource {
  /** The day's salt, made by whoever asks first. */
  forDay(day: string): Promise<Buffer>;
  /** Drops the salts of the days before. */
  prune(beforeDay: string): Promise<void>;
}

const dayMs = 86_400_000;

/**
 * The salts of today and yesterday (and tomorrow, for clocks that are a little ahead); older ones are dropped, and
 * with them what could tie a device to a visitor. Asked once a day and process.
 */
export function createSaltKeeper(source: SaltSource, now: () => number) {
  let kept = new Map<string, Promise<Buffer>>();
  return async (day: string): Promise<Buffer | undefined> => {
    const time = now();
    if (day < dayOf(time - dayMs) || day > dayOf(time + dayMs)) return undefined;
    const known = kept.get(day);
    if (known) return known;
    const asked = source.forDay(day);
    kept = new Map([...kept].filter(([other]) => other >= dayOf(time - dayMs)).concat([[day, asked]]));
    asked.catch(() => kept.delete(day));
    await source.prune(dayOf(time - dayMs));
    return asked;
  };
}
