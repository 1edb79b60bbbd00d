import { cached } from '../bounded-cache.ts';
import { isOwnDomain } from './own-domain.ts';
import { type CampaignSource, createReferrerDirectory, type Source } from './referrer-directory.ts';
import { storedReferrer } from './stored-referrer.ts';

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
  /** The address as it is stored. */
  readonly stored: string;
}

export interface ReferrerClassifier {
  /** `ownDomains` as for `isOwnDomain`; `origin`: the page's, or ''. */
  classify(referrer: string, ownDomains: readonly string[], origin: string): Referrer;
  /** The source that `utm_source` names. */
  campaignSource(utmSource: string): CampaignSource | undefined;
}

const direct: Referrer = { name: '', type: 'direct', source: undefined, stored: '' };
const unnamed = { name: '', source: undefined };
/** Longer ones are rare, repeat rarely, and would let strangers fill the memory. */
const maxCachedLength = 1024;
/** `/a`, `?a`, `#/a`: what has no host is a page of the same site. */
const ownPath = /^\s*(?:\/(?!\/)|[?#])/;
const hostLike = /^(?:[\w-]+\.)+[a-z][\w-]*(?::\d+)?(?:[/?#]|$)/i;

/** Tells where visitors came from. `cacheSize` is how many referrers are remembered; default 5,000. */
export function createReferrerClassifier(cacheSize = 5000): ReferrerClassifier {
  const directory = createReferrerDirectory();
  const find = (referrer: string): Found => {
    const location = ownPath.test(referrer) ? 'own' : parse(referrer);
    const asOwn: Referrer = { ...unnamed, type: 'internal', stored: storedReferrer(referrer, true) };
    const stored = storedReferrer(referrer, false);
    if (location === 'own' || location === null) {
      return { location, asOwn, asOther: { ...unnamed, type: 'other', stored } };
    }
    const { host, path, isApp } = location;
    const source = isApp ? directory.byPackage(host) : directory.byAddress(host, path);
    const name = source?.name ?? host.replace(/^www\./, '');
    return { location, asOwn, asOther: { name, type: typeOf(source), source, stored } };
  };
  const recall = cached(cacheSize, find);
  const bySource = cached(cacheSize, (name) => ({ source: directory.byCampaignSource(name) }));
  return {
    classify(referrer, ownDomains, origin) {
      if (referrer === '') return direct;
      if (referrer.startsWith('about:')) return { ...direct, stored: referrer };
      const { location, asOwn, asOther } =
        referrer.length <= maxCachedLength ? recall(referrer) : find(referrer);
      return isOwn(location, ownDomains) || isOwn(location, [origin]) ? asOwn : asOther;
    },
    campaignSource: (name) => (name === '' ? undefined : bySource(name).source),
  };
}

/** The address as it is stored where nothing else of it is wanted. */
export function storedReferrerOf(referrer: string, ownDomains: readonly string[]): string {
  const location = ownPath.test(referrer) ? 'own' : parse(referrer);
  return storedReferrer(referrer, isOwn(location, ownDomains));
}

function isOwn(location: Found['location'], ownDomains: readonly string[]): boolean {
  if (location === 'own') return true;
  return location !== null && !location.isApp && isOwnDomain(location.host, ownDomains);
}

interface Location {
  readonly host: string;
  readonly path: string;
  readonly isApp: boolean;
}

interface Found {
  /** `own`: an address without a host. */
  readonly location: Location | 'own' | null;
  readonly asOwn: Referrer;
  readonly asOther: Referrer;
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
