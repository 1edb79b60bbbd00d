import type { Campaign } from './page/campaign.ts';
import type { ReferrerType } from './referrer/referrer-classifier.ts';
import type { CampaignSource, Source, SourceKind } from './referrer/referrer-directory.ts';

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
  readonly campaignSource: CampaignSource | undefined;
}

const paidMedium = /cp|^ppc$|^retargeting$|^paid|(?:^|[^a-z])ads?(?:$|[^a-z])/;
const displayMedium = /(?:^|[^a-z])(?:display|banner|expandable|interstitial|cpm)(?:$|[^a-z])/;
const shoppingCampaign = /^(?:.*(?:(?:[^a-df-z]|^)shop|shopping).*)$/;
const socialMedium = new Set([
  'social',
  'social-network',
  'social-media',
  'sm',
  'social network',
  'social media',
]);
const emailName = /(?:^|[^a-z])(?:e[ _-]?mail|newsletter)s?(?:$|[^a-z])/;
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
 * assistants. The campaign decides where its source or medium is known, then a click id; the referrer speaks where
 * neither does. What GA4 leaves unassigned is Referral.
 */
export function channelOf(traffic: Traffic): Channel {
  const { campaign, campaignSource } = traffic;
  const clickKind = paidClicks[campaign.clickIdType];
  const isCampaign = campaign.source !== '' || campaign.medium !== '' || campaign.name !== '';
  if (isDirect(traffic, isCampaign, clickKind)) return 'Direct';
  const medium = campaign.medium.toLowerCase();
  const name = campaign.name.toLowerCase();
  const source = campaign.source.toLowerCase();
  const shopping = shoppingCampaign.test(name);
  if (name.includes('cross-network')) return 'Cross-network';
  const isDisplay = displayMedium.test(medium);
  if (campaignSource?.isPaid || paidMedium.test(medium) || (clickKind && !isDisplay)) {
    return paid(campaignSource?.kind ?? kindOfClick(traffic, clickKind), shopping, medium);
  }
  if (isDisplay) return 'Display';
  if (shopping && campaignSource?.kind !== 'ai') return 'Organic Shopping';
  return (
    organic(campaignSource?.kind, medium, source) ?? organic(kindOfReferrer(traffic), '', '') ?? 'Referral'
  );
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

/** Google's click ids are on its videos, shops and other people's pages, too; the referrer tells which. */
function kindOfClick(traffic: Traffic, clickKind: SourceKind | undefined): SourceKind | undefined {
  const shownOn = kindOfReferrer(traffic);
  if (clickKind === undefined) return shownOn;
  const isElsewhere = shownOn === 'video' || shownOn === 'shopping' || shownOn === 'ad';
  return clickKind === 'search' && isElsewhere ? shownOn : clickKind;
}

function paid(kind: SourceKind | undefined, shopping: boolean, medium: string): Channel {
  if (shopping || kind === 'shopping') return 'Paid Shopping';
  if (kind === 'search') return 'Paid Search';
  if (kind === 'social') return 'Paid Social';
  if (kind === 'video') return 'Paid Video';
  if (displayMedium.test(medium) || (kind === 'ad' && medium === '')) return 'Display';
  if (medium.includes('social')) return 'Paid Social';
  if (medium.includes('search')) return 'Paid Search';
  if (medium.includes('video')) return 'Paid Video';
  return medium.includes('shop') ? 'Paid Shopping' : 'Paid Other';
}

function organic(kind: SourceKind | undefined, medium: string, source: string): Channel | undefined {
  if (kind === 'ai') return 'AI Assistants';
  if (kind === 'shopping') return 'Organic Shopping';
  if (kind === 'social' || socialMedium.has(medium)) return 'Organic Social';
  if (kind === 'video' || medium.includes('video')) return 'Organic Video';
  if (kind === 'search' || medium === 'organic') return 'Organic Search';
  if (referralMedium.has(medium)) return 'Referral';
  if (kind === 'email' || emailName.test(source) || emailName.test(medium)) return 'Email';
  if (medium === 'affiliate' || medium === 'affiliates') return 'Affiliates';
  if (medium === 'audio') return 'Audio';
  if (source === 'sms' || medium === 'sms') return 'SMS';
  if (medium.endsWith('push') || /mobile|notification/.test(medium) || source === 'firebase') {
    return 'Mobile Push Notifications';
  }
  return kind === 'ad' ? 'Display' : undefined;
}
