import { localDate, shiftDate, startOfDate, wallClock } from '../oracle/local-time.ts';
import type { Random } from '../random.ts';
import { type World, zones } from './world.ts';

/** A range of time in a zone, and how a request says it. */
export interface Question {
  readonly timezone: string;
  readonly from: number;
  readonly to: number;
  /** The first and last local day, where the request says days. */
  readonly dates: { readonly first: string; readonly last: string } | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly inRange: (time: number) => boolean;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Days around the middle, any two instants at events or beside them, or a range in which nothing happened. */
export function randomQuestion(world: World, random: Random): Question {
  const isOtherZone = random.chance(0.2);
  const timezone = isOtherZone ? random.pick(zones) : world.timezone;
  const zone: Record<string, string> = isOtherZone ? { timezone } : {};
  const times = world.events.map((event) => event.timestamp);
  const kind = random.integer(0, 9);
  if (kind < 6 || times.length === 0) {
    const width = random.pick([2, 2, 2, 30]);
    const middle = localDate('UTC', world.middle + (random.chance(0.05) ? 400 * day : 0));
    return questionOfDays(
      timezone,
      shiftDate(middle, -random.integer(0, width)),
      shiftDate(middle, random.integer(0, width)),
      zone,
    );
  }
  const [a, b] = [random.pick(times), random.pick(times)];
  const grid = random.pick([1, 900_000, hour]);
  const from = Math.floor((Math.min(a, b) - random.integer(0, 1)) / grid) * grid;
  // Both ends may be an event's own instant: the first is in the range, the last is not.
  const to =
    kind === 9
      ? from
      : Math.max(from, Math.ceil((Math.max(a, b) + random.pick([0, 1, 900_000])) / grid) * grid);
  return questionOfInstants(timezone, from, to, zone);
}

/** The local day of an instant, and maybe some before or behind it. */
export function questionNear(world: World, random: Random, timezone: string, instant: number): Question {
  const day = shiftDate(localDate(timezone, instant), random.integer(-1, 1));
  const zone: Record<string, string> = timezone === world.timezone ? {} : { timezone };
  return questionOfDays(timezone, shiftDate(day, -random.integer(0, 1)), day, zone);
}

export function questionOfDays(
  timezone: string,
  first: string,
  last: string,
  more: Record<string, string> = {},
): Question {
  const from = startOfDate(timezone, first);
  const to = startOfDate(timezone, shiftDate(last, 1));
  return {
    ...{ timezone, from, to, dates: { first, last } },
    parameters: { startDate: first, endDate: last, ...more },
    inRange: (time) => localDate(timezone, time) >= first && localDate(timezone, time) <= last,
  };
}

function questionOfInstants(
  timezone: string,
  from: number,
  to: number,
  more: Record<string, string>,
): Question {
  const parameters = {
    startDate: new Date(from).toISOString(),
    endDate: new Date(to).toISOString(),
    ...more,
  };
  return { timezone, from, to, dates: undefined, parameters, inRange: (time) => time >= from && time < to };
}

/** The range that `compare` means, up to the moment that it is now where the question's is not over. */
export function comparedWith(
  question: Question,
  compare: 'previous_period' | 'previous_year',
  now: number,
): Question | undefined {
  const whole = wholeComparedWith(question, compare);
  if (!whole || now <= question.from || now >= question.to) return whole;
  const to = Math.min(whole.to, sameMoment(question, whole, now));
  return { ...whole, to, inRange: (time) => time >= whole.from && time < to };
}

/** When the clocks of the compared range first show what they show now; of instants, as long after its start. */
function sameMoment(question: Question, compared: Question, now: number): number {
  const { timezone, dates } = question;
  if (!dates || !compared.dates) return compared.from + (now - question.from);
  const days = (Date.parse(dates.first) - Date.parse(compared.dates.first)) / day;
  const clock = wallClock(timezone, now);
  const wanted = `${shiftDate(clock.slice(0, 10), -days)}${clock.slice(10)}`;
  // Quarters of an hour from early enough on; what of the clock they do not show is behind the quarter.
  let quarter = Math.floor(Date.parse(`${wanted}Z`) / 900_000) * 900_000 - 15 * hour;
  const rest = Date.parse(`${wanted}Z`) % 900_000;
  while (wallClock(timezone, quarter) < wallClock('UTC', Date.parse(`${wanted}Z`) - rest)) quarter += 900_000;
  return wallClock(timezone, quarter + rest) === wanted ? quarter + rest : quarter;
}

/** Undefined for a year before instants, whose clocks may show what never was. */
function wholeComparedWith(
  question: Question,
  compare: 'previous_period' | 'previous_year',
): Question | undefined {
  const { timezone, from, to, dates } = question;
  if (compare === 'previous_year') {
    const before = (date: string) => `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`;
    return dates && questionOfDays(timezone, before(dates.first), before(dates.last));
  }
  if (!dates) return questionOfInstants(timezone, from - (to - from), from, {});
  const days = (Date.parse(dates.last) - Date.parse(dates.first)) / day + 1;
  return questionOfDays(timezone, shiftDate(dates.first, -days), shiftDate(dates.first, -1));
}
