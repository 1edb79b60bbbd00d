import { z } from 'zod';
import { filters } from './filter.ts';
import { moment } from './moment.ts';

export const timezone = z
  .string()
  .refine(isTimezone, { message: 'must be an IANA time zone, such as Asia/Seoul' })
  .overwrite(writtenTimezone)
  .describe("IANA time zone; default the project's, else UTC");

/** What ICU knows beside the names of IANA: to it BST is Dhaka, and IST Kolkata. */
const notIana = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(
    ' ',
  ),
);

/** Names that were looked up before, which takes 0.1 ms each; few enough, whatever is sent. */
const timezones = new Set<string>();
const maxTimezones = 1_000;

/** True for a zone that this runtime's time zone database knows by name; offsets such as `+09:00` are not names. */
export function isTimezone(name: string): boolean {
  if (timezones.has(name)) return true;
  if (!/^[A-Za-z]/.test(name) || notIana.has(name.toUpperCase())) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
  } catch {
    return false;
  }
  if (timezones.size < maxTimezones) timezones.add(name);
  return true;
}

/** How IANA writes its names: each part begins with a capital, and a name of several parts has small letters, too. */
const wellWritten = /^[A-Z][A-Za-z0-9+-]*$|^(?=.*[a-z])[A-Z]\w*(\/[A-Z][\w+-]*)+$/;

/** As time zone databases write the name: `asia/seoul` is Asia/Seoul to this runtime, and unknown to ClickHouse. Older names stay. */
function writtenTimezone(name: string): string {
  if (!isTimezone(name)) return name;
  const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
  const isSame = timeZone.toLowerCase() === name.toLowerCase();
  return isSame || !wellWritten.test(name) ? timeZone : name;
}

export const interval = z.enum(['minute', 'hour', 'day', 'week', 'month']);
export type Interval = z.output<typeof interval>;

export const compare = z.enum(['previous_period', 'previous_year']);
export type Compare = z.output<typeof compare>;

export const limit = z.coerce.number<number | string>().int().min(1).max(1000);

/** What reports have in common; each takes those that mean something to it, and refuses any other name. */
export const commonParameters = z.strictObject({
  startDate: moment.optional().describe('First day, or first instant. Default: 29 days before the end'),
  endDate: moment.optional().describe('Last day, included, or an instant, excluded. Default: today'),
  timezone: timezone.optional(),
  interval: interval.optional(),
  compare: compare.optional(),
  filters: filters.optional(),
  limit: limit.optional(),
  cursor: z.string().max(2000).optional().describe('meta.nextCursor of the answer before'),
});
export type CommonParameters = z.output<typeof commonParameters>;

/** Of a report about what happened in a range. */
export const rangeParameters = commonParameters.pick({
  startDate: true,
  endDate: true,
  timezone: true,
  filters: true,
});

/** Of a report that is a list, in pages. */
export const listParameters = commonParameters.omit({ interval: true, compare: true });
