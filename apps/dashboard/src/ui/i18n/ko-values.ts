import type { Messages } from './en.ts';

/** Channels and devices, by the values that events have. */
export const koValues = {
  'value.channel.Direct': '직접 유입',
  'value.channel.Organic Search': '자연 검색',
  'value.channel.Paid Search': '유료 검색',
  'value.channel.Organic Social': '자연 소셜',
  'value.channel.Paid Social': '유료 소셜',
  'value.channel.Organic Video': '자연 동영상',
  'value.channel.Paid Video': '유료 동영상',
  'value.channel.Organic Shopping': '자연 쇼핑',
  'value.channel.Paid Shopping': '유료 쇼핑',
  'value.channel.Email': '이메일',
  'value.channel.Display': '디스플레이 광고',
  'value.channel.Affiliates': '제휴',
  'value.channel.Audio': '오디오',
  'value.channel.SMS': 'SMS',
  'value.channel.Mobile Push Notifications': '모바일 푸시 알림',
  'value.channel.AI Assistants': 'AI 어시스턴트',
  'value.channel.Cross-network': '교차 네트워크',
  'value.channel.Paid Other': '기타 유료',
  'value.channel.Referral': '추천 사이트',
  'value.device.mobile': '모바일',
  'value.device.tablet': '태블릿',
  'value.device.desktop': '데스크톱',
} satisfies Partial<Messages>;
