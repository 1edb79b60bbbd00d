import { type DdlTarget, localTable } from '../ddl.ts';

/** As `cityName` of the normalizer has it: rivers tell towns of one name apart, all else behind a town is a street or a quarter. */
const withPlace = '(\\\\S)\\\\s*[(（][^()（）]*[)）]$';
const withRiver = '\\\\((Aller|Dosse|Elbe|Ems|Havel|Lahn|Oder|Saale|Spree|Unstrut|Weser|Wümme)\\\\)$';

/**
 * Events that were stored before towns were named alone, as `Seoul (Toegye-ro)`, say `Seoul` too: one town is one row of a breakdown.
 * Waits for the change, since days that are sealed meanwhile would keep the old names; all are sealed again.
 */
export const townNames = {
  id: '0039-town-names',
  statements: (target: DdlTarget): string[] => [
    `ALTER TABLE ${localTable(target, 'events')} UPDATE city = replaceRegexpOne(toString(city), '${withPlace}', '\\\\1') WHERE match(city, '${withPlace}') AND NOT match(city, '${withRiver}') SETTINGS mutations_sync = 2`,
    ...['sealed_days', 'day_seams'].map((table) => `TRUNCATE TABLE IF EXISTS ${localTable(target, table)}`),
  ],
};
