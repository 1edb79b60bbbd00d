import { knownReferrers } from '../generated/known-referrers.ts';
import { ownReferrers } from './own-referrers.ts';

/** What a source is. `shopping` decides a channel; as a referrer's type it is `other`. */
export type SourceKind = 'search' | 'social' | 'email' | 'ad' | 'video' | 'ai' | 'shopping' | 'other';

export interface Source {
  readonly name: string;
  readonly kind: SourceKind;
}

export interface ReferrerDirectory {
  /** The source a page belongs to, by whole labels of its host: `x.com` is not `netflix.com`. */
  byAddress(host: string, path: string): Source | undefined;
  /** The source of an Android app's package name, `com.google.android.gm`. */
  byPackage(name: string): Source | undefined;
  /** The source that a campaign's `utm_source` names: `facebook`, `fb`, `chatgpt.com`. */
  byCampaignSource(name: string): Source | undefined;
}

const kindOfMedium: Readonly<Record<keyof typeof knownReferrers, SourceKind>> = {
  unknown: 'other',
  email: 'email',
  social: 'social',
  search: 'search',
  paid: 'ad',
  referral: 'other',
};
const kinds = ['search', 'social', 'video', 'email', 'ai', 'ad', 'shopping', 'other'] as const;
/** `google.co.kr`, `google.com.tr`, `www.google.xyz`: Google has a domain in every country. */
const googleInAnyCountry = /^(?:(?:www|m|ipv4|ipv6)\.)?google\.(?:com?\.)?[a-z]{2,3}$/;
const google: Source = { name: 'Google', kind: 'search' };

/** Reads both lists; what is our own counts over the generated list. */
export function createReferrerDirectory(): ReferrerDirectory {
  const addresses = new Map<string, Source>();
  const aliases = new Map<string, Source>();
  for (const medium of Object.keys(kindOfMedium) as (keyof typeof knownReferrers)[]) {
    addSources(knownReferrers[medium], kindOfMedium[medium], addresses, aliases);
  }
  for (const kind of kinds) addSources(ownReferrers[kind], kind, addresses, aliases);
  const byAddress = (host: string, path: string) =>
    findByLabels(addresses, host, path) ?? (googleInAnyCountry.test(host) ? google : undefined);
  return {
    byAddress,
    byPackage: (name) => addresses.get(name),
    byCampaignSource: (name) => {
      const key = name.trim().toLowerCase();
      return (
        aliases.get(key) ??
        aliases.get(key.replace(/[\s_-]+/g, '')) ??
        (isHost(key) ? byAddress(key, '') : undefined)
      );
    },
  };
}

function addSources(
  lines: string,
  kind: SourceKind,
  addresses: Map<string, Source>,
  aliases: Map<string, Source>,
): void {
  for (const line of lines.trim().split('\n')) {
    const separator = line.indexOf(': ');
    const source: Source = { name: line.slice(0, separator), kind };
    const key = source.name.toLowerCase().replace(/[\s_-]+/g, '');
    // The first kind that claims a name keeps it: "Google" names the search engine, not its advertising.
    if (!aliases.has(key) || aliases.get(key)?.kind === 'other') aliases.set(key, source);
    for (const word of line
      .slice(separator + 2)
      .toLowerCase()
      .split(' ')) {
      if (!word.includes('.')) aliases.set(word, source);
      else {
        addresses.set(word, source);
        // The lists write some hosts with `www.` and some without; neither may hide the other's entry.
        addresses.set(word.startsWith('www.') ? word.slice(4) : `www.${word}`, source);
      }
    }
  }
}

/** Entries with a path count before those without; of each, the one with the most labels. */
function findByLabels(
  addresses: ReadonlyMap<string, Source>,
  host: string,
  path: string,
): Source | undefined {
  const firstSegment = /^\/[^/]+/.exec(path)?.[0];
  if (firstSegment !== undefined) {
    const found = findByHost(addresses, host, path) ?? findByHost(addresses, host, firstSegment);
    if (found) return found;
  }
  return findByHost(addresses, host, '');
}

function findByHost(addresses: ReadonlyMap<string, Source>, host: string, path: string): Source | undefined {
  for (let rest = host; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const found = addresses.get(rest + path);
    if (found) return found;
  }
  return undefined;
}

function isHost(text: string): boolean {
  return /^[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(text);
}
