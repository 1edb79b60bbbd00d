import { cutToCharacters } from '../text.ts';

export interface Campaign {
  readonly source: string;
  readonly medium: string;
  readonly name: string;
  readonly term: string;
  readonly content: string;
  readonly clickIdType: string;
  readonly clickId: string;
}

/** In the order in which they count where an address carries several. */
export const clickIdTypes = [
  'gclid',
  'gbraid',
  'wbraid',
  'fbclid',
  'msclkid',
  'ttclid',
  'li_fat_id',
  'twclid',
] as const;

/** Every key of an address that says how its visitor came. */
export const campaignKeys: ReadonlySet<string> = new Set([
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'ref',
  'source',
  ...clickIdTypes,
]);

export const noCampaign: Campaign = {
  source: '',
  medium: '',
  name: '',
  term: '',
  content: '',
  clickIdType: '',
  clickId: '',
};
const anyCampaignKey = new RegExp(`(?:^|[?&;#])(?:${[...campaignKeys].join('|')})=`, 'i');
const maxFieldCharacters = 256;
const maxClickIdCharacters = 1024;

/** Reads one campaign key; undefined or '' where it is absent. */
export type ReadCampaignKey = (key: string) => string | undefined;

/**
 * The campaign that an address carries, if it does. `query` is the address's, without `?`; `hash` is read where the
 * query has none (routes such as `#/start?utm_source=x`). `ref` and `source` stand in for `utm_source`.
 */
export function campaignOfAddress(query: string, hash: string): Campaign | undefined {
  const read = firstReader(query, hash);
  return read && campaignFrom(read);
}

function firstReader(query: string, hash: string): ReadCampaignKey | undefined {
  for (const text of [query, hash]) {
    if (text === '' || !anyCampaignKey.test(text)) continue;
    const parameters = new URLSearchParams(text.replace(/^#(?:.*\?)?/, ''));
    return (key) => parameters.get(key) ?? undefined;
  }
  return undefined;
}

/** The same keys, from wherever they can be read. */
export function campaignFrom(read: ReadCampaignKey): Campaign {
  const field = (key: string) => cutToCharacters((read(key) ?? '').trim(), maxFieldCharacters);
  const clickIdType = clickIdTypes.find((type) => read(type)) ?? '';
  return {
    source: field('utm_source') || field('ref') || field('source'),
    medium: field('utm_medium'),
    name: field('utm_campaign'),
    term: field('utm_term'),
    content: field('utm_content'),
    clickIdType,
    clickId: clickIdType ? cutToCharacters(read(clickIdType) ?? '', maxClickIdCharacters) : '',
  };
}
