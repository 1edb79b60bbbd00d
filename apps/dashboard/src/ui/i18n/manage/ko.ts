import type { ManageTexts } from './en.ts';
import { koAlerts } from './ko-alerts.ts';
import { koImports } from './ko-imports.ts';
import { koPeople } from './ko-people.ts';
import { koProjects } from './ko-projects.ts';

export const koManage: ManageTexts = {
  'settings.zone': '시각은 {zone} 기준입니다.',
  'settings.needsRole':
    '이 페이지에는 {needed} 역할이 필요합니다. 현재 역할은 {yours}입니다. 프로젝트 관리자가 멤버에서 바꿀 수 있습니다.',
  'settings.readClient':
    '리포트만 읽을 수 있는 클라이언트로 로그인되어 있습니다. 이 페이지를 보려면 계정이나 root 클라이언트로 로그인하세요.',
  'tab.members': '멤버',
  'tab.members.intro': '프로젝트를 보고 바꿀 수 있는 사람입니다.',
  'tab.share-links': '공유 링크',
  'tab.share-links.intro': '계정이 없는 사람에게 보여 주는 것입니다.',
  'tab.channels': '채널',
  'tab.channels.intro': '알림과 다이제스트를 보내는 곳입니다.',
  'tab.digests': '다이제스트',
  'tab.digests.intro': '정해진 때에 자동으로 보내는 보드와 리포트입니다.',
  'tab.project': '프로젝트',
  'tab.project.intro': '이름과 시간대, 다른 프로젝트입니다.',
  'tab.tokens': '토큰과 게이지',
  'tab.tokens.intro': 'Prometheus가 읽는 수치와 Gatrix가 보내는 메모입니다.',
  'tab.audit-log': '감사 로그',
  'tab.audit-log.intro': '누가 언제 무엇을 바꿨는지 보여 줍니다.',
  'alerts.intro': '지켜보는 수치입니다.',

  'problem.required': '필수 항목입니다.',
  'problem.tooLong': '너무 깁니다.',
  'problem.password': '비밀번호는 8자 이상이어야 합니다.',
  'problem.secret': '시크릿은 16자 이상이어야 합니다.',
  'problem.url': 'https:// 또는 http://로 시작하고 사용자 이름이 없는 주소여야 합니다.',
  'problem.email': '메일 주소가 아닙니다.',
  'problem.timezone': 'Asia/Seoul과 같은 시간대 이름이어야 합니다.',
  'problem.domain': 'game.example.com과 같은 도메인이어야 합니다.',
  'problem.range': '너무 작거나 너무 큰 수입니다.',
  'problem.number': '숫자여야 합니다.',
  'problem.moment': '1970년 이후의 날짜여야 합니다.',
  'problem.channel': '이 채널은 더 이상 없습니다.',
  'problem.source': '더 이상 없는 항목입니다.',
  'problem.signal': 'Gatrix 시그널로는 다이제스트를 보낼 수 없습니다. 다른 채널을 선택하세요.',
  'problem.owner': '프로젝트의 소유자입니다.',
  'problem.letters': '영문자, 숫자, 밑줄만 사용하세요.',
  'problem.gaugeName': '이 프로젝트의 다른 게이지가 쓰는 이름입니다.',
  'problem.figure': '이 리포트에는 이 수치가 없습니다.',
  'problem.interval': '이 수치는 이 간격으로 계산할 수 없습니다.',
  'problem.refused': '서버가 받아들이지 않았습니다: {reason}',
  'problem.forbidden': '현재 역할로는 더 이상 할 수 없습니다.',
  'problem.gone': '더 이상 없는 항목입니다. 페이지를 새로 고치세요.',
  'problem.tooMany': '너무 여러 번 시도했습니다. 15분 뒤에 다시 시도하세요.',
  'problem.unavailable': '서버가 지금은 처리할 수 없습니다. 다시 시도하세요.',
  'problem.inUse': '{by}에서 사용 중입니다. 먼저 그것을 바꾸거나 삭제하세요.',
  'problem.onItsWay': '이미 보내는 중입니다.',

  ...koImports,
  ...koPeople,
  ...koProjects,
  ...koAlerts,
};
