import type { MessageLanguage } from '@gatrix/analytics-protocol/insights';

type Words = Readonly<Record<MessageLanguage, string>>;

const words = (en: string, ko: string, zh: string): Words => ({ en, ko, zh });

export const subjects = {
  flag: words('Flag', '플래그', '功能开关'),
  release: words('Release', '릴리스', '发布'),
  changeRequest: words('Change request', '변경 요청', '变更请求'),
  maintenance: words('Maintenance', '점검', '维护'),
  version: words('Client version', '클라이언트 버전', '客户端版本'),
} as const;
export type Subject = keyof typeof subjects;

const switchedOn = words('switched on', '켜짐', '已开启');
const switchedOff = words('switched off', '꺼짐', '已关闭');
const begun = words('begun', '시작', '开始');
const ended = words('ended', '종료', '结束');

/** What happened, as it stands in an event's type. */
export const actions = {
  created: words('created', '생성됨', '已创建'),
  bulk_created: words('several created', '여러 개 생성됨', '已批量创建'),
  updated: words('changed', '변경됨', '已更改'),
  toggled: words('switched', '전환됨', '已切换'),
  deleted: words('deleted', '삭제됨', '已删除'),
  archived: words('archived', '보관됨', '已归档'),
  revived: words('restored', '복원됨', '已恢复'),
  enabled: switchedOn,
  disabled: switchedOff,
  environment_enabled: switchedOn,
  environment_disabled: switchedOff,
  strategy_added: words('strategy added', '전략 추가됨', '已添加策略'),
  strategy_updated: words('strategy changed', '전략 변경됨', '策略已更改'),
  strategy_removed: words('strategy removed', '전략 제거됨', '已移除策略'),
  stale_on: words('marked as stale', '오래됨으로 표시됨', '已标记为过期'),
  stale_off: words('no longer stale', '오래됨 표시 해제됨', '已取消过期标记'),
  applied: words('applied', '적용됨', '已应用'),
  executed: words('carried out', '실행됨', '已执行'),
  started: begun,
  completed: words('completed', '완료됨', '已完成'),
  paused: words('paused', '일시 중지됨', '已暂停'),
  resumed: words('resumed', '재개됨', '已继续'),
  rolled_back: words('rolled back', '롤백됨', '已回滚'),
  maintenance_on: begun,
  maintenance_off: ended,
  maintenance_started: begun,
  maintenance_ended: ended,
} as const;
export type Action = keyof typeof actions;
