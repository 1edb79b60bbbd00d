import type { Campaign } from './page/campaign.ts';
import type { ReferrerType } from './referrer/referrer-classifier.ts';
import type { Source, SourceKind } from './referrer/referrer-directory.ts';

export type Channel =
  | 'Direct'
  | 'Organic Search'
  | 'Paid Search'
  | 'Organic Social'
  | 'Paid Social'
  | 'Organic Video'
  | 'Paid Video'
  | 'Organic Shopping'
  | 'Paid Shopping'
  | 'Email'
  | 'Display'
  | 'Affiliates'
  | 'Audio'
  | 'SMS'
  | 'Mobile Push Notifications'
  | 'AI Assistants'
  | 'Cross-network'
  | 'Paid Other'
  | 'Referral';

export interface Traffic {
  readonly campaign: Campaign;
  readonly referrerType: ReferrerType;
  /** What the referrer is known as. */
  readonly referrer: Source | undefined;
  /** What `utm_source` is known as. */
  readonly campaignSource: Source | undefined;
}

const paidMedium = /^(?:.*cp.*|ppc|retargeting|paid.*)$/;
const displayMedium = new Set(['display', 'banner', 'expandable', 'interstitial', 'cpm']);
const shoppingCampaign = /^(?:.*(?:(?:[^a-df-z]|^)shop|shopping).*)$/;
const socialMedium = new Set([
  'social',
  'social-network',
  'social-media',
  'sm',
  'social network',
  'social media',
]);
const emailNames = new Set(['email', 'e-mail', 'e_mail', 'e mail']);
const referralMedium = new Set(['referral', 'app', 'link']);
/** Click ids that only advertisements carry, and what those are shown on. `fbclid` is on every outbound link. */
const paidClicks: Readonly<Record<string, SourceKind>> = {
  gclid: 'search',
  gbraid: 'search',
  wbraid: 'search',
  msclkid: 'search',
  ttclid: 'social',
  li_fat_id: 'social',
  twclid: 'social',
};

/**
 * The default channel group of Google Analytics 4 (support.google.com/analytics/answer/9756891), in its order, with AI
 * assistants, and with the referrer and click ids speaking where the campaign does not. What GA4 leaves unassigned is Referral.
 */
export function channelOf(traffic: Traffic): Channel {
  const { campaign, referrerType } = traffic;
  const clickKind = paidClicks[campaign.clickIdType];
  const isCampaign = campaign.source !== '' || campaign.medium !== '' || campaign.name !== '';
  if (isDirect(traffic, isCampaign, clickKind)) return 'Direct';
  const medium = campaign.medium.toLowerCase();
  const name = campaign.name.toLowerCase();
  const source = campaign.source.toLowerCase();
  const kind = traffic.campaignSource?.kind ?? kindOfReferrer(traffic) ?? clickKind;
  const shopping = kind === 'shopping' || shoppingCampaign.test(name);
  if (name.includes('cross-network')) return 'Cross-network';
  if (paidMedium.test(medium) || (clickKind && !displayMedium.has(medium)))
    return paid(kind, shopping, medium);
  if (displayMedium.has(medium)) return 'Display';
  if (kind === 'ai') return 'AI Assistants';
  if (shopping) return 'Organic Shopping';
  return byMedium(medium, source, kind) ?? (referrerType === 'ad' || kind === 'ad' ? 'Display' : 'Referral');
}

function isDirect({ campaign, referrerType }: Traffic, isCampaign: boolean, clickKind?: SourceKind): boolean {
  if (clickKind) return false;
  if (campaign.source === '(direct)') return ['', '(none)', '(not set)'].includes(campaign.medium);
  return (
    !isCampaign && campaign.clickIdType === '' && (referrerType === 'direct' || referrerType === 'internal')
  );
}

/** A click id that is no proof of payment still says where the click was. */
function kindOfReferrer({ referrer, campaign }: Traffic): SourceKind | undefined {
  return referrer?.kind ?? (campaign.clickIdType === 'fbclid' ? 'social' : undefined);
}

function paid(kind: SourceKind | undefined, shopping: boolean, medium: string): Channel {
  if (shopping) return 'Paid Shopping';
  if (kind === 'search') return 'Paid Search';
  if (kind === 'social') return 'Paid Social';
  if (kind === 'video') return 'Paid Video';
  return displayMedium.has(medium) ? 'Display' : 'Paid Other';
}

function byMedium(medium: string, source: string, kind: SourceKind | undefined): Channel | undefined {
  if (kind === 'social' || socialMedium.has(medium)) return 'Organic Social';
  if (kind === 'video' || medium.includes('video')) return 'Organic Video';
  if (kind === 'search' || medium === 'organic') return 'Organic Search';
  if (referralMedium.has(medium)) return 'Referral';
  if (kind === 'email' || emailNames.has(source) || emailNames.has(medium)) return 'Email';
  if (medium === 'affiliate') return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  if (medium.endsWith('push') || /mobile|notification/.test(medium) || source === 'firebase') {
    return 'Mobile Push Notifications';
  }
  return undefined;
}
