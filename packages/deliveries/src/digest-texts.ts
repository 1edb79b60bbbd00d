import { currencyDigits } from '@gatrix/analytics-protocol/currency-digits';
import type {
  DigestFigure,
  DigestMessage,
  DigestSection,
  MessageLanguage,
} from '@gatrix/analytics-protocol/insights';

/** A digest as people read it. */
export interface WrittenDigest {
  readonly subject: string;
  readonly period: string;
  readonly sections: readonly WrittenSection[];
  readonly lines: readonly string[];
}

export interface WrittenSection {
  readonly name: string;
  readonly problem: string | null;
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    /** Against the period before; empty where there is nothing to compare with. */
    readonly change: string;
    readonly days: DigestFigure['days'];
    /** How high the highest bar of its picture is; empty where there is none. */
    readonly highest: string;
  }[];
}

const inWords = (en: string, ko: string, zh: string) => ({ en, ko, zh });
const nothing = inWords('nothing to say', '값 없음', '没有数值');
const against = inWords('the period before', '이전 기간', '上一周期');

const highest = inWords('highest', '최고', '最高');

const figureNames: Readonly<Record<string, Readonly<Record<MessageLanguage, string>>>> = {
  active_users: inWords('Active users', '활성 사용자', '活跃用户'),
  unique_visitors: inWords('Visitors', '방문자', '访客'),
  total_sessions: inWords('Sessions', '세션', '会话'),
  total_screen_views: inWords('Page views', '페이지 조회', '页面浏览'),
  total_events: inWords('Events', '이벤트', '事件'),
  total_revenue: inWords('Revenue', '매출', '收入'),
  avg_session_duration: inWords('Session duration (s)', '세션 시간(초)', '会话时长（秒）'),
  bounce_rate: inWords('Bounce rate', '바운스율', '跳出率'),
  views_per_session: inWords('Views per session', '세션당 조회', '每次会话浏览'),
  conversion: inWords('Conversion (%)', '전환율(%)', '转化率（%）'),
  'period:1': inWords('Came back one period later (%)', '다음 기간 재방문(%)', '下一周期回访（%）'),
  revenue: inWords('Revenue', '매출', '收入'),
  payers: inWords('Payers', '결제자', '付费用户'),
  arpdau: inWords('ARPDAU', 'ARPDAU', 'ARPDAU'),
  arppu: inWords('ARPPU', 'ARPPU', 'ARPPU'),
  payer_conversion: inWords('Payers among active users', '결제 전환율', '付费转化率'),
  dau: inWords('DAU', 'DAU', 'DAU'),
  wau: inWords('WAU', 'WAU', 'WAU'),
  mau: inWords('MAU', 'MAU', 'MAU'),
  stickiness: inWords('Stickiness', '고착도', '用户粘性'),
};

export function writtenDigest(message: DigestMessage, language: MessageLanguage): WrittenDigest {
  const { project, digest, period, sections } = message;
  const written = sections.map((section) => sectionIn(section, language));
  const range = period.start === period.end ? period.start : `${period.start} – ${period.end}`;
  return {
    subject: `[${project.name}] ${digest.name}: ${range}`,
    period: range,
    sections: written,
    lines: written.flatMap(({ name, problem, figures }) => [
      ...(problem === null ? [] : [`${name}: ${problem}`]),
      ...figures.map(({ label, value, change }) => `${name}, ${label}: ${value}${change && ` (${change})`}`),
    ]),
  };
}

function sectionIn({ name, problem, figures }: DigestSection, language: MessageLanguage): WrittenSection {
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  return {
    name,
    problem,
    figures: figures.map(({ figure, label, currency, value, previous, days }) => {
      const number = numberIn(language, currency);
      const isComparable = value !== null && previous !== null && previous !== 0;
      const numbers = days.flatMap((day) => day.value ?? []);
      const share = isComparable ? (value - previous) / Math.abs(previous) : 0;
      return {
        label: label ?? figureNames[figure]?.[language] ?? figure,
        value: value === null ? nothing[language] : number.format(value),
        change: isComparable
          ? `${percent.format(share)}, ${against[language]}: ${number.format(previous)}`
          : '',
        days,
        highest: numbers.length === 0 ? '' : `${highest[language]} ${number.format(Math.max(...numbers))}`,
      };
    }),
  };
}

/** Amounts have their currency, and as many digits as it has. */
function numberIn(language: MessageLanguage, currency: string | null): Intl.NumberFormat {
  if (currency === null) return new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const digits = currencyDigits(currency);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...options });
}
