import type { ProfileItem } from '@gatrix/analytics-protocol/insights';
import type { Http } from './http.ts';
import { askReport } from './reports.ts';

/** What the person of an id is called; undefined where nothing but ids is known of them. */
export type PersonNames = (id: string) => Promise<string | undefined>;

/** As many ids as an address has room for. */
const maxIds = 50;
const maxLetters = 4_000;

interface Waiting {
  readonly id: string;
  resolve(name: string | undefined): void;
  reject(error: unknown): void;
}

/** Asks for all names that are wanted at the same time at once. */
export function createPersonNames(http: Http, projectId: string): PersonNames {
  let waiting: Waiting[] = [];
  const flush = () => {
    const all = waiting;
    waiting = [];
    for (const some of portionsOf(all)) void answer(some);
  };
  const answer = async (some: readonly Waiting[]) => {
    const ids = [...new Set(some.map(({ id }) => id))];
    try {
      const { data } = await askReport(http, projectId, 'profiles', { ids, limit: ids.length });
      const names = new Map(data.flatMap((profile) => idsOf(profile).map((id) => [id, knownName(profile)])));
      for (const { id, resolve } of some) resolve(names.get(id));
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  };
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(flush);
      waiting.push({ id, resolve, reject });
    });
}

/** First and last name, else the email. */
export function knownName(
  profile: Pick<ProfileItem, 'first_name' | 'last_name' | 'email'>,
): string | undefined {
  const { first_name: first, last_name: last, email } = profile;
  if (first !== '' && last !== '' && isEastAsian(first) && isEastAsian(last)) return `${last}${first}`;
  return [first, last].filter((part) => part !== '').join(' ') || email || undefined;
}

/** Names that are written with the family's first, and without a blank. */
function isEastAsian(name: string): boolean {
  return /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+$/u.test(name);
}

function idsOf({ id, aliases }: ProfileItem): readonly string[] {
  return [id, ...aliases];
}

function portionsOf(all: readonly Waiting[]): Waiting[][] {
  const portions: Waiting[][] = [];
  let letters = 0;
  for (const one of all) {
    letters += encodeURIComponent(one.id).length + 9;
    const last = portions.at(-1);
    if (last && last.length < maxIds && letters <= maxLetters) last.push(one);
    else {
      portions.push([one]);
      letters = encodeURIComponent(one.id).length + 9;
    }
  }
  return portions;
}
