import { currencyDigits } from '@gatrix/analytics-protocol/currency-digits';
import type { MessageLanguage } from '@gatrix/analytics-protocol/insights';

export const inWords = (en: string, ko: string, zh: string) => ({ en, ko, zh });

const figureNames: Readonly<Record<string, Readonly<Record<MessageLanguage, string>>>> = {
  active_users: inWords('Active users', '활성 사용자', '活跃用户'),
  unique_visitors: inWords('Visitors', '방문자', '访客'),
  total_sessions: inWords('Sessions', '세션', '会话'),
  total_screen_views: inWords('Page views', '페이지뷰', '页面浏览量'),
  total_events: inWords('Events', '이벤트', '事件'),
  total_revenue: inWords('Revenue', '매출', '收入'),
  avg_session_duration: inWords('Session duration (s)', '세션 시간(초)', '会话时长（秒）'),
  bounce_rate: inWords('Bounce rate (%)', '바운스율(%)', '跳出率（%）'),
  views_per_session: inWords('Views per session', '세션당 페이지뷰', '每次会话浏览量'),
  conversion: inWords('Conversion (%)', '전환율(%)', '转化率（%）'),
  'period:1': inWords('Came back one period later (%)', '다음 기간 재방문(%)', '下一周期回访（%）'),
  revenue: inWords('Revenue', '매출', '收入'),
  size: inWords('People', '인원', '人数'),
  payers: inWords('Payers', '결제 사용자', '付费用户'),
  arpdau: inWords('ARPDAU', 'ARPDAU', 'ARPDAU'),
  arppu: inWords('ARPPU', 'ARPPU', 'ARPPU'),
  payer_conversion: inWords('Payer conversion (%)', '결제 전환율(%)', '付费转化率（%）'),
  dau: inWords('DAU', 'DAU', 'DAU'),
  wau: inWords('WAU', 'WAU', 'WAU'),
  mau: inWords('MAU', 'MAU', 'MAU'),
  stickiness: inWords('Stickiness (%)', '고착도(%)', '用户粘性（%）'),
};

/** What a figure of the query API is called; letters and formulas are their own names. */
export function figureName(figure: string, language: MessageLanguage): string {
  return figureNames[figure]?.[language] ?? figure;
}

/** Amounts have their currency, and as many digits as it has. */
export function numberIn(language: MessageLanguage, currency: string | null): Intl.NumberFormat {
  if (currency === null) return new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const digits = currencyDigits(currency);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...options });
}
