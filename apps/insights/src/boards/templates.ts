import type { BoardTemplate, MessageLanguage } from '@gatrix/analytics-protocol/insights';

type Texts = Readonly<Record<MessageLanguage, string>>;

/** A report that a template saves, as the dashboard's page saves it. */
interface TemplateReport {
  readonly name: Texts;
  readonly report: 'overview' | 'explore' | 'funnels' | 'retention' | 'monetization';
  readonly search: string;
  readonly parameters: Readonly<
    Record<string, string | number | readonly Readonly<Record<string, string>>[]>
  >;
  /** Single numbers of it, which stand first. */
  readonly figures?: readonly string[];
  readonly width?: 'half' | 'full';
}

export interface Template {
  readonly name: Texts;
  readonly note: Texts;
  readonly lastDays: number;
  readonly reports: readonly TemplateReport[];
}

const overview = (figures: readonly string[]): TemplateReport => ({
  name: { en: 'Overview', ko: '개요', zh: '概览' },
  report: 'overview',
  search: '',
  parameters: {},
  figures,
  width: 'full',
});

const explore = (name: Texts, aggregation: string, event: string): TemplateReport => ({
  name,
  report: 'explore',
  search: new URLSearchParams({ series: `${aggregation}~~${event}` }).toString(),
  parameters: { interval: 'day', series: [{ aggregation, ...(event !== '' && { event }) }] },
});

const revenueOf: TemplateReport = {
  name: { en: 'Revenue', ko: '매출', zh: '收入' },
  report: 'monetization',
  search: '',
  parameters: {},
  figures: ['revenue', 'arppu', 'payer_conversion'],
  width: 'full',
};

const retention = (
  name: Texts,
  period: 'day' | 'week',
  periods: number,
  figures: readonly string[],
): TemplateReport => ({
  name,
  report: 'retention',
  search: period === 'day' ? '' : `period=${period}`,
  parameters: { period, periods },
  figures,
  width: 'full',
});

const tutorial: TemplateReport = {
  name: { en: 'Tutorial', ko: '튜토리얼', zh: '新手引导' },
  report: 'funnels',
  search: 'step=tutorial_start&step=tutorial_complete&step=level_complete',
  parameters: {
    steps: [{ name: 'tutorial_start' }, { name: 'tutorial_complete' }, { name: 'level_complete' }],
    window: '24h',
  },
  figures: ['conversion'],
};

const daily = { en: 'Retention by day', ko: '일별 리텐션', zh: '按日留存' };

/** Names of events are those of the demo game; who names theirs otherwise changes the reports. */
export const templates: Readonly<Record<BoardTemplate, Template>> = {
  'new-game': {
    name: { en: 'New game', ko: '새 게임', zh: '新游戏' },
    note: {
      en: '## First days\nWho comes, who gets through the tutorial, and who comes back.',
      ko: '## 첫 며칠\n누가 들어와서 튜토리얼을 마치고 다시 오는지 봅니다.',
      zh: '## 最初几天\n谁来了、谁完成了新手引导、谁回来了。',
    },
    lastDays: 28,
    reports: [
      overview(['active_users', 'total_sessions']),
      tutorial,
      retention(daily, 'day', 8, ['period:1']),
    ],
  },
  'launch-week': {
    name: { en: 'Launch week', ko: '출시 주간', zh: '上线周' },
    note: {
      en: '## Launch week\nThe last seven days beside the seven before.',
      ko: '## 출시 주간\n최근 7일과 그 앞 7일을 나란히 봅니다.',
      zh: '## 上线周\n最近七天与之前七天的对比。',
    },
    lastDays: 7,
    reports: [
      overview(['active_users', 'total_events', 'total_revenue']),
      explore({ en: 'People a day', ko: '일별 사용자', zh: '每日用户' }, 'unique_users', ''),
      explore({ en: 'Purchases a day', ko: '일별 구매', zh: '每日购买' }, 'total', 'purchase'),
      tutorial,
    ],
  },
  monetization: {
    name: { en: 'Monetization', ko: '수익화', zh: '变现' },
    note: {
      en: '## Revenue\nWho pays, how much, and how many they are.',
      ko: '## 매출\n누가, 얼마나, 몇 명이 결제하는지 봅니다.',
      zh: '## 收入\n谁付费、付多少、有多少人付费。',
    },
    lastDays: 28,
    reports: [
      revenueOf,
      explore({ en: 'Payers a day', ko: '일별 결제자', zh: '每日付费用户' }, 'unique_users', 'purchase'),
      explore({ en: 'Purchases a day', ko: '일별 구매', zh: '每日购买' }, 'total', 'purchase'),
    ],
  },
  retention: {
    name: { en: 'Retention', ko: '리텐션', zh: '留存' },
    note: {
      en: '## Who comes back\nBy the day and by the week of the first visit.',
      ko: '## 다시 오는 사용자\n첫 방문 날짜와 주를 기준으로 봅니다.',
      zh: '## 谁会回来\n按首次访问的日期和周统计。',
    },
    lastDays: 60,
    reports: [
      retention(daily, 'day', 31, ['period:1', 'period:7', 'period:30']),
      retention({ en: 'Retention by week', ko: '주별 리텐션', zh: '按周留存' }, 'week', 8, []),
      overview([]),
    ],
  },
};
