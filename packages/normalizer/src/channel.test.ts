import { expect, test } from 'vitest';
import { channelOf } from './channel.ts';
import { readCampaign } from './page/campaign.ts';
import { createReferrerClassifier } from './referrer/referrer-classifier.ts';

const referrers = createReferrerClassifier();

function channel(query: string, referrer: string) {
  const campaign = readCampaign(query, '');
  const found = referrers.classify(referrer, ['example.com']);
  return channelOf({
    campaign,
    referrerType: found.type,
    referrer: found.source,
    campaignSource: referrers.campaignSource(campaign.source),
  });
}

test.each([
  ['', '', 'Direct'],
  ['', 'https://example.com/a', 'Direct'],
  ['utm_source=(direct)&utm_medium=(none)', '', 'Direct'],
  ['', 'https://www.google.com/', 'Organic Search'],
  ['', 'https://search.naver.com/search.naver?query=x', 'Organic Search'],
  ['utm_source=partner&utm_medium=organic', '', 'Organic Search'],
  ['utm_source=google&utm_medium=cpc', '', 'Paid Search'],
  ['utm_source=naver&utm_medium=PPC', '', 'Paid Search'],
  ['gclid=abc', '', 'Paid Search'],
  ['gclid=abc', 'https://www.google.com/', 'Paid Search'],
  ['msclkid=abc', 'https://www.bing.com/', 'Paid Search'],
  ['', 'https://t.co/abc', 'Organic Social'],
  ['utm_source=facebook', '', 'Organic Social'],
  ['utm_source=x&utm_medium=social', '', 'Organic Social'],
  ['utm_source=blog&utm_medium=social-media', '', 'Organic Social'],
  ['fbclid=abc', '', 'Organic Social'],
  ['utm_source=fb&utm_medium=paid_social', '', 'Paid Social'],
  ['ttclid=abc', 'https://www.tiktok.com/', 'Paid Video'],
  ['ttclid=abc', '', 'Paid Social'],
  ['li_fat_id=abc', '', 'Paid Social'],
  ['', 'https://www.youtube.com/watch?v=1', 'Organic Video'],
  ['utm_source=partner&utm_medium=video-pre', '', 'Organic Video'],
  ['utm_source=youtube&utm_medium=cpv', '', 'Paid Video'],
  ['utm_source=youtube&utm_medium=cpc', '', 'Paid Video'],
  ['', 'https://shopping.naver.com/', 'Organic Shopping'],
  ['utm_source=mail&utm_campaign=spring-shop', '', 'Organic Shopping'],
  ['utm_source=mail&utm_campaign=workshop', '', 'Referral'],
  ['utm_source=google&utm_medium=cpc&utm_campaign=Shopping-2024', '', 'Paid Shopping'],
  ['utm_source=amazon&utm_medium=cpc', '', 'Paid Shopping'],
  ['utm_source=list&utm_medium=e-mail', '', 'Email'],
  ['utm_source=email', '', 'Email'],
  ['', 'https://mail.google.com/', 'Email'],
  ['utm_source=site&utm_medium=banner', '', 'Display'],
  ['utm_source=site&utm_medium=cpm', '', 'Display'],
  ['', 'https://googleads.g.doubleclick.net/', 'Display'],
  ['utm_source=site&utm_medium=affiliate', '', 'Affiliates'],
  ['utm_source=site&utm_medium=audio', '', 'Audio'],
  ['utm_source=sms', '', 'SMS'],
  ['utm_source=a&utm_medium=sms', '', 'SMS'],
  ['utm_source=firebase', '', 'Mobile Push Notifications'],
  ['utm_source=a&utm_medium=web-push', '', 'Mobile Push Notifications'],
  ['utm_source=a&utm_medium=notification', '', 'Mobile Push Notifications'],
  ['', 'https://chatgpt.com/', 'AI Assistants'],
  ['utm_source=chatgpt.com', '', 'AI Assistants'],
  ['utm_source=a&utm_medium=cpc&utm_campaign=eu-Cross-network', '', 'Cross-network'],
  ['utm_source=a&utm_medium=cpc', '', 'Paid Other'],
  ['utm_source=a&utm_medium=retargeting', '', 'Paid Other'],
  ['', 'https://some.blog/post', 'Referral'],
  ['utm_source=a&utm_medium=referral', '', 'Referral'],
  ['utm_source=whatever&utm_medium=unheard-of', '', 'Referral'],
])('a visit with "%s" from "%s" came by %s', (query, referrer, expected) => {
  expect(channel(query, referrer)).toBe(expected);
});
