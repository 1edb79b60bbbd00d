import { knownReferrers } from '../generated/known-referrers.ts';
import { moreReferrers } from './more-referrers.ts';
import { ownReferrers } from './own-referrers.ts';

/** What a source is. `shopping` decides a channel; as a referrer's type it is `other`. */
export type SourceKind = 'search' | 'social' | 'email' | 'ad' | 'video' | 'ai' | 'shopping' | 'other';

export interface Source {
  readonly name: string;
  readonly kind: SourceKind;
}

/** What a campaign names as its source. `isPaid`: the name says that it is advertising (`facebook_ads`, `adwords`). */
export interface CampaignSource extends Source {
  readonly isPaid: boolean;
}

export interface ReferrerDirectory {
  /** The source a page belongs to, by whole labels of its host: `x.com` is not `netflix.com`. */
  byAddress(host: string, path: string): Source | undefined;
  /** The source of an Android app's package name, `com.google.android.gm`. */
  byPackage(name: string): Source | undefined;
  /** The source that a campaign's `utm_source` names: `facebook`, `fb-ads`, `chatgpt.com`, `https://t.co/a`. */
  byCampaignSource(name: string): CampaignSource | undefined;
}

const kindOfMedium: Readonly<Record<keyof typeof knownReferrers, SourceKind>> = {
  unknown: 'other',
  email: 'email',
  social: 'social',
  search: 'search',
  paid: 'ad',
  referral: 'other',
};
const moreKinds = ['search', 'social', 'video', 'ai', 'shopping', 'other'] as const;
const addressLike =
  /^(?:([a-z][a-z\d+.-]*:)?\/\/)?(?:[^/?#]*@)?((?:[a-z\d_-]+\.)+[a-z\d-]+)(?::\d+)?(\/[^?#]*)?(?:[?#].*)?$/;
const kinds = ['search', 'social', 'video', 'email', 'ai', 'ad', 'shopping', 'other'] as const;
/** Sites with a domain in every country: `google.co.kr`, `mail.google.com.br` and `amazon.nl` are as their `.com`. */
const inAnyCountry =
  /^((?:.+\.)?(?:123people|aliexpress|amazon|bing|ebay|etsy|glassdoor|google|lastfm|lazada|lycos|mercadoli[bv]re|pinterest|rakuten|shein|shopee|temu|tripadvisor|trustpilot|walmart|yahoo|yandex|yelp|zalando|zapmeta|zapmetasearch))\.(?:(?:com?|net|org)\.)?[a-z]{2,4}$/;
const advertising = /^(.+?)[\s._-]*ads?$/;

/** Reads the three lists; what is our own counts over what more there is, and that over the generated list. */
export function createReferrerDirectory(): ReferrerDirectory {
  const addresses = new Map<string, Source>();
  const aliases = new Map<string, Source>();
  for (const medium of Object.keys(kindOfMedium) as (keyof typeof knownReferrers)[]) {
    addSources(knownReferrers[medium], kindOfMedium[medium], addresses, aliases);
  }
  for (const kind of moreKinds) addSources(moreReferrers[kind], kind, addresses, aliases);
  for (const kind of kinds) addSources(ownReferrers[kind], kind, addresses, aliases);
  const byAddress = (host: string, path: string) => findByLabels(addresses, host, path);
  const byName = (name: string): Source | undefined =>
    aliases.get(name) ?? aliases.get(name.replace(/[\s_-]+/g, '')) ?? byUrl(name, byAddress, addresses);
  return {
    byAddress,
    byPackage: (name) => addresses.get(name),
    byCampaignSource: (name) => {
      const key = name.trim().toLowerCase();
      const advertised = byName(advertising.exec(key)?.[1] ?? '');
      if (advertised) return { ...advertised, isPaid: true };
      const source = byName(key);
      return source && { ...source, isPaid: key === 'adwords' };
    },
  };
}

/** The source of a host or an address that stands where a name belongs. */
function byUrl(
  name: string,
  byAddress: ReferrerDirectory['byAddress'],
  addresses: ReadonlyMap<string, Source>,
): Source | undefined {
  const [, scheme, host = '', path = ''] = addressLike.exec(name) ?? [];
  return scheme === 'android-app:' ? addresses.get(host) : byAddress(host, path.replace(/\/$/, ''));
}

function addSources(
  lines: string,
  kind: SourceKind,
  addresses: Map<string, Source>,
  aliases: Map<string, Source>,
): void {
  for (const line of lines.trim().split('\n')) {
    const separator = line.indexOf(': ');
    if (separator === -1) {
      for (const word of line.split(' ')) addUnnamed(word, kind, addresses, aliases);
      continue;
    }
    const source: Source = { name: line.slice(0, separator), kind };
    const key = source.name.toLowerCase().replace(/[\s_-]+/g, '');
    // The first kind that claims a name keeps it: "Google" names the search engine, not its advertising.
    if (!aliases.has(key) || aliases.get(key)?.kind === 'other') aliases.set(key, source);
    for (const word of line
      .slice(separator + 2)
      .toLowerCase()
      .split(' ')) {
      addWord(word, source, addresses, aliases);
    }
  }
}

/** A source of one host (`x.com`), one word (`x`) or both (`+x`), named as another list names it or after itself. */
function addUnnamed(
  word: string,
  kind: SourceKind,
  addresses: Map<string, Source>,
  aliases: Map<string, Source>,
): void {
  const host = word.startsWith('+') ? `${word.slice(1)}.com` : word;
  const source: Source = { name: addresses.get(host)?.name ?? host, kind };
  addWord(host, source, addresses, aliases);
  if (word !== host) addWord(word.slice(1), source, addresses, aliases);
}

function addWord(
  word: string,
  source: Source,
  addresses: Map<string, Source>,
  aliases: Map<string, Source>,
): void {
  if (!word.includes('.')) {
    aliases.set(word, source);
    return;
  }
  addresses.set(word, source);
  // The lists write some hosts with `www.` and some without; neither may hide the other's entry.
  addresses.set(word.startsWith('www.') ? word.slice(4) : `www.${word}`, source);
}

/** Entries with a path count before those without; of each, the one with the most labels. */
function findByLabels(
  addresses: ReadonlyMap<string, Source>,
  host: string,
  path: string,
): Source | undefined {
  const firstSegment = /^\/[^/]+/.exec(path)?.[0];
  if (firstSegment !== undefined) {
    const entry = findByHost(addresses, host, path) ?? findByHost(addresses, host, firstSegment);
    if (entry) return entry;
  }
  return findByHost(addresses, host, '');
}

function findByHost(addresses: ReadonlyMap<string, Source>, host: string, path: string): Source | undefined {
  const international = inAnyCountry.exec(host)?.[1];
  let other = international === undefined ? '' : `${international}.com`;
  for (let rest = host; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const entry = addresses.get(rest + path) ?? (other === '' ? undefined : addresses.get(other + path));
    if (entry) return entry;
    other = other.slice(other.indexOf('.') + 1);
  }
  return undefined;
}
