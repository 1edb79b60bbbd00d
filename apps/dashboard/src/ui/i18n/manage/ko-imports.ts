import type { enImports } from './en-imports.ts';

export const koImports: Readonly<Record<keyof typeof enImports, string>> = {
  'setUp.games': '서버나 게임에서 보내기',
  'setUp.serverHint':
    '아래에서 클라이언트를 만들거나 새 시크릿을 받으면 그 ID가 여기에 채워집니다. GATRIX_ANALYTICS_SECRET이 그 시크릿입니다. Python 파일은 examples/python에 있습니다.',
  'setUp.unityHint':
    'examples/csharp/GatrixAnalytics.cs를 프로젝트에 복사하세요. 마지막 값은 시크릿을 대신하는 프로젝트 도메인이며, 설정의 프로젝트에서 정합니다.',
  'setUp.godotHint':
    'gatrix_analytics.gd를 프로젝트에 복사하세요. Godot 4는 examples/godot, Godot 3.2 이상은 examples/godot3에 있습니다. 마지막 값은 시크릿을 대신하는 프로젝트 도메인이며, 설정의 프로젝트에서 정합니다.',
  'setUp.unrealHint':
    '요청 하나가 이벤트 하나입니다. 출처는 시크릿을 대신하는 프로젝트 도메인이며, 설정의 프로젝트에서 정합니다.',
  'imports.title': '이전 데이터 가져오기',
  'imports.hint':
    'Gatrix Analytics가 실행 중인 서버에서 내보낸 파일이나 로그를 가져옵니다. 첫 번째 줄은 가져올 내용만 보여 주고 아무것도 보내지 않으며, 마지막 줄은 가져온 것을 모두 되돌립니다.',
  'imports.accessLogs': '접속 로그(nginx, Apache, Caddy, IIS 등)',
  'imports.aggregates':
    'Plausible은 이벤트가 아니라 일별 합계만 내보냅니다. 합계는 이벤트와 섞지 않고 다음 페이지에 따로 표시합니다:',
  'imports.totals': '가져온 합계',
  'imports.mark': '다른 제품이 자체 기준으로 집계한 값입니다. 다른 리포트에는 포함되지 않습니다.',
  'imports.elsewhere': '이 기간에 가져온 합계가 없습니다.',
  'imports.none': '가져온 합계가 없습니다.',
  'imports.show': '{from} ~ {to} 보기',
  'imports.values': '값별',
  'imports.by': '기준',
  'imports.visitorDays': '일별 방문자 합',
  'imports.visitorDaysHint':
    '가져온 값입니다. 내보낸 파일에는 일별 방문자 수만 있으므로 이틀 방문한 사람은 두 번 셉니다.',
  'imports.line': '{source}에서 가져옴',
  'imports.ours': '여기서 집계',
};
