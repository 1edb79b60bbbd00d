/** What the terms of the reports mean. */
export const koTerms = {
  'terms.title': '숫자의 의미',
  'term.activeUsers': '활성 사용자',
  'term.activeUsers.means':
    '기간 안에 이벤트가 있는 서로 다른 사람입니다. 프로필을 알면(나중에 알게 되어도) 프로필로, 모르면 기기로 셉니다. 한 사람이 휴대폰과 노트북을 쓰면 1명입니다.',
  'term.visitors': '방문자',
  'term.visitors.means':
    '기간 안에 이벤트가 있는 서로 다른 기기입니다. 한 사람이 휴대폰과 노트북을 쓰면 2입니다.',
  'term.sessions': '세션',
  'term.sessions.means':
    '한 기기의 이벤트를 30분 이하의 간격, 최대 24시간까지 묶은 것입니다. 시작한 기간에 속합니다.',
  'term.views': '페이지뷰',
  'term.views.means': '이름이 screen_view, page_view, $pageview인 이벤트입니다.',
  'term.events': '이벤트',
  'term.events.means': '페이지뷰를 포함해 전송된 모든 것을 한 번씩 셉니다.',
  'term.bounce': '이탈률',
  'term.bounce.means': '페이지뷰가 있는 세션 중 페이지뷰가 하나뿐이고 다른 이벤트가 없는 세션의 비율입니다.',
  'term.duration': '평균 세션 시간',
  'term.duration.means':
    '세션의 첫 이벤트부터 마지막 이벤트까지의 시간을 0초인 세션까지 포함해 평균한 값입니다.',
  'term.viewsPerSession': '세션당 페이지뷰',
  'term.viewsPerSession.means': '페이지뷰를 세션 수로 나눈 값입니다.',
  'term.revenue': '매출',
  'term.revenue.means': '이벤트에 담긴 금액의 합계입니다. 환불은 뺍니다.',
  'term.previous': '비교',
  'term.previous.means':
    '바로 앞의 같은 길이 기간, 또는 1년 전 같은 날짜입니다. 끝나지 않은 기간은 같은 시각까지만 비교합니다.',
  'term.incomplete': '점선',
  'term.incomplete.means':
    '아직 끝나지 않았거나 기간에 일부만 걸친 구간입니다. 숫자가 더 늘어날 수 있습니다.',
  'term.attempt': '시도',
  'term.attempt.means': '첫 단계의 이벤트로 시작합니다. 한 사람의 여러 시도 중 가장 멀리 간 것을 셉니다.',
  'term.window': '제한 시간',
  'term.window.means':
    '각 단계는 첫 단계로부터 이 시간 안에 이루어져야 합니다. 추이에서는 이 시간이 지난 뒤에 전환율이 표시됩니다.',
  'term.dropOff': '이탈',
  'term.dropOff.means': '앞 단계까지 오고 이 단계에는 이르지 못한 사람입니다.',
  'term.cohort': '코호트',
  'term.cohort.means': '시작한 날, 주, 월별로 묶은 사람들입니다.',
  'term.returned': '복귀',
  'term.returned.means': '시작한 뒤 해당하는 날, 주, 월에 복귀 이벤트가 있는 사람입니다.',
  'term.average': '평균',
  'term.average.means':
    '코호트 크기로 가중한 값이며, 끝난 구간만 포함합니다. 아직 이른 코호트가 없으면 비어 있습니다.',
  'term.payer': '결제자',
  'term.payer.means': '매출이 0보다 큰 사람입니다. 환불만 있는 사람은 아닙니다.',
  'term.arpdau': 'ARPDAU',
  'term.arpdau.means': '매출을 날마다의 활성 사용자 합으로 나눈 값입니다.',
  'term.arppu': 'ARPPU',
  'term.arppu.means': '매출을 결제자 수로 나눈 값입니다.',
  'term.ltv': 'LTV',
  'term.ltv.means': '코호트의 누적 매출을 코호트 인원으로 나눈 값입니다.',
  'term.attribution': '유입과 캠페인',
  'term.attribution.means':
    '세션이 어떻게 시작되었는지입니다. 첫 페이지뷰, 없으면 첫 이벤트를 따릅니다. 매출은 구매한 세션의 유입에 잡힙니다. 첫 유입은 그 사람이 처음 들어온 경로입니다.',
};
