import { cached } from '../bounded-cache.ts';
import { isOwnDomain } from './own-domain.ts';
import { type CampaignSource, createReferrerDirectory, type Source } from './referrer-directory.ts';

export type ReferrerType =
  | 'direct'
  | 'search'
  | 'social'
  | 'email'
  | 'ad'
  | 'video'
  | 'ai'
  | 'internal'
  | 'other';

interface Referrer {
  /** The source's name, or its host without `www.`; '' for direct, internal and unreadable ones. */
  readonly name: string;
  readonly type: ReferrerType;
  /** What the directory knows of the source. */
  readonly source: Source | undefined;
}

export interface ReferrerClassifier {
  /** `ownDomains` as for `isOwnDomain`. */
  classify(referrer: string, ownDomains: readonly string[]): Referrer;
  /** The source that `utm_source` names. */
  campaignSource(utmSource: string): CampaignSource | undefined;
}

const direct: Referrer = { name: '', type: 'direct', source: undefined };
const internal: Referrer = { name: '', type: 'internal', source: undefined };
const unreadable: Referrer = { name: '', type: 'other', source: undefined };
/** Longer ones are rare, repeat rarely, and would let strangers fill the memory. */
const maxCachedLength = 1024;
/** `/a`, `?a`, `#/a`: what has no host is a page of the same site. */
const ownPath = /^\s*(?:\/(?!\/)|[?#])/;
const hostLike = /^(?:[\w-]+\.)+[a-z][\w-]*(?::\d+)?(?:[/?#]|$)/i;

/** Tells where visitors came from. `cacheSize` is how many referrers are remembered; default 5,000. */
export function createReferrerClassifier(cacheSize = 5000): ReferrerClassifier {
  const directory = createReferrerDirectory();
  const find = (referrer: string): Found => {
    const location = parse(referrer);
    if (!location) return { location, referrer: unreadable };
    const { host, path, isApp } = location;
    const source = isApp ? directory.byPackage(host) : directory.byAddress(host, path);
    const name = source?.name ?? host.replace(/^www\./, '');
    return { location, referrer: { name, type: typeOf(source), source } };
  };
  const recall = cached(cacheSize, find);
  const bySource = cached(cacheSize, (name) => ({ source: directory.byCampaignSource(name) }));
  return {
    classify(referrer, ownDomains) {
      if (referrer === '' || referrer.startsWith('about:')) return direct;
      if (ownPath.test(referrer)) return internal;
      const { location, referrer: known } =
        referrer.length <= maxCachedLength ? recall(referrer) : find(referrer);
      if (!location || location.isApp) return known;
      return isOwnDomain(location.host, ownDomains) ? internal : known;
    },
    campaignSource: (name) => (name === '' ? undefined : bySource(name).source),
  };
}

/** Whether the referrer is one of the project's own pages. */
export function isOwnReferrer(referrer: string, ownDomains: readonly string[]): boolean {
  if (ownPath.test(referrer)) return true;
  const location = parse(referrer);
  return location !== null && !location.isApp && isOwnDomain(location.host, ownDomains);
}

interface Location {
  readonly host: string;
  readonly path: string;
  readonly isApp: boolean;
}

interface Found {
  readonly location: Location | null;
  readonly referrer: Referrer;
}

/** null where no host can be read. */
function parse(referrer: string): Location | null {
  const text = referrer.trim();
  const app = /^android-app:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (app) return { host: app, path: '', isApp: true };
  const address = text.startsWith('//') ? `https:${text}` : hostLike.test(text) ? `https://${text}` : text;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  return host === '' ? null : { host, path: url.pathname, isApp: false };
}

function typeOf(source: Source | undefined): ReferrerType {
  return source === undefined || source.kind === 'shopping' ? 'other' : source.kind;
}
