import {
  type Damage,
  detachedParts,
  type EraseTarget,
  missingRows,
  unreadableParts,
} from '@gatrix/analytics-clickhouse-schema';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { repeat } from './repeat.ts';

const everyMs = 3_600_000;
/** Reading everything takes its time: every so many looks. */
const readEvery = 24;

export interface DamageWatch {
  /** What is damaged; undefined where nothing is, as far as the last look saw. */
  problem(): string | undefined;
  count(): number;
  /** Looks now. */
  look(): Promise<void>;
  close(): void;
}

/** Looks for damaged parts now and every hour, reading all of them now and every day, and says in the log what it finds. */
export function watchDamage(target: EraseTarget, logger: Pick<Logger, 'error' | 'warn'>): DamageWatch {
  let unreadable: readonly Damage[] = [];
  let damages: readonly Damage[] = [];
  let looks = 0;

  async function look(): Promise<void> {
    const isReading = looks++ % readEvery === 0;
    const detached = await detachedParts(target);
    const missing = (await missingRows(target)).map(({ table, month, rows }) => ({
      table,
      part: `${month}`,
      problem: `${rows} rows fewer than were stored`,
    }));
    if (isReading) unreadable = await unreadableParts(target);
    const reported = new Set(damages.map(({ table, part }) => `${table} ${part}`));
    damages = [...missing, ...detached, ...unreadable];
    for (const damage of damages) {
      if (reported.has(`${damage.table} ${damage.part}`)) continue;
      logger.error(damage, `a part of ${damage.table} is damaged: docs/operate/accidents.md says what to do`);
    }
  }
  const looking = repeat(
    async () => {
      await look();
      return false;
    },
    {
      everyMs,
      onError: (error) => logger.warn({ err: error }, 'whether parts are damaged could not be found out'),
    },
  );
  return {
    problem() {
      if (damages.length === 0) return undefined;
      const named = damages.slice(0, 3).map(({ table, part, problem }) => `${table}: ${part} (${problem})`);
      const more = damages.length > 3 ? ` and ${damages.length - 3} more` : '';
      return `damaged parts: ${named.join(', ')}${more}`;
    },
    count: () => damages.length,
    look,
    close: looking.close,
  };
}
