import type { Messages } from './en.ts';

/** Channels and devices, by the values that events have. */
export const zhValues = {
  'value.channel.Direct': '直接访问',
  'value.channel.Organic Search': '自然搜索',
  'value.channel.Paid Search': '付费搜索',
  'value.channel.Organic Social': '自然社交',
  'value.channel.Paid Social': '付费社交',
  'value.channel.Organic Video': '自然视频',
  'value.channel.Paid Video': '付费视频',
  'value.channel.Organic Shopping': '自然购物',
  'value.channel.Paid Shopping': '付费购物',
  'value.channel.Email': '电子邮件',
  'value.channel.Display': '展示广告',
  'value.channel.Affiliates': '联盟',
  'value.channel.Audio': '音频',
  'value.channel.SMS': '短信',
  'value.channel.Mobile Push Notifications': '移动推送通知',
  'value.channel.AI Assistants': 'AI 助手',
  'value.channel.Cross-network': '跨网络',
  'value.channel.Paid Other': '其他付费',
  'value.channel.Referral': '引荐',
  'value.device.mobile': '手机',
  'value.device.tablet': '平板电脑',
  'value.device.desktop': '桌面设备',
} satisfies Partial<Messages>;
