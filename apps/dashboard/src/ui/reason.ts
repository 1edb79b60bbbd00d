import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';
import { ApiError } from '../api/http.ts';
import type { MessageKey } from './i18n/en.ts';
import type { Translate } from './i18n/locale.ts';

/** What the server says of a parameter, by how its sentences read, and how the page says it. */
const sentences: readonly (readonly [RegExp, MessageKey])[] = [
  [/does not know the segment/, 'reason.segment'],
  [/each in the other/, 'reason.circle'],
  [/does not know the field (.*)/, 'reason.field'],
  [/invalid regular expression/, 'reason.pattern'],
  [/before startDate/, 'reason.order'],
  [/gives more than \d+/, 'reason.tooLong'],
  [/must not have more than|must not nest/, 'reason.conditions'],
  [/too many values/, 'reason.values'],
  [/must be like 30m/, 'reason.window'],
  [/must differ/, 'reason.differ'],
  [/not a cursor/, 'reason.stale'],
  [/must be a (whole )?number/, 'reason.number'],
  [/is required|must have at least/, 'reason.required'],
  [/must have at most/, 'reason.big'],
  [/must be a decimal/, 'reason.rate'],
  [/currency code of ISO 4217/, 'reason.currency'],
  [/is the reporting currency itself/, 'reason.ownCurrency'],
  [/has a rate of (\S+) twice/, 'reason.twice'],
  [/more cells than/, 'reason.cells'],
  [/first line names the columns/, 'reason.columns'],
  [/its quotes do not match/, 'reason.quotes'],
  [/must be a day|must lie between 1970/, 'reason.day'],
  [/must not be empty/, 'reason.required'],
  [/must be at most \d+/, 'reason.big'],
  [/is revoked, for good/, 'reason.revoked'],
  [/it has expired/, 'reason.token.expired'],
  [/not signed with JWT_SECRET|signed by HS256/, 'reason.token.signature'],
  [/its claim (\S+) is not/, 'reason.token.claim'],
  [/it names no user/, 'reason.token.user'],
  [/JWT_SECRET is not set/, 'reason.token.off'],
  [/not a signed JWT/, 'reason.token.form'],
];

/** Where in a question a problem lies, by the first part of its path; the number is of the part behind it. */
const places: Readonly<Record<string, MessageKey>> = {
  startDate: 'range.label',
  endDate: 'range.label',
  filters: 'reason.at.filter',
  definition: 'reason.at.condition',
  steps: 'reason.at.step',
  series: 'reason.at.series',
  breakdown: 'funnel.breakdown',
  breakdowns: 'funnel.breakdown',
  interval: 'interval.label',
  window: 'funnel.window',
};

const codes: Readonly<Record<string, MessageKey>> = {
  query_limit: 'state.limit',
  unauthorized: 'reason.signIn',
  forbidden: 'reason.forbidden',
  not_found: 'reason.gone',
  too_many_requests: 'reason.tooOften',
  body_too_large: 'reason.body',
  unavailable: 'reason.unavailable',
  internal: 'reason.internal',
};

/** Why something did not succeed, in the reader's language where that is known. */
export function reasonOf(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0) return t('state.unreachable');
  const key = codes[error.code];
  if (key && !error.details.some(({ field }) => field === 'token')) return t(key);
  return error.details.map((problem) => problemText(problem, t)).join(' ') || error.message;
}

function problemText({ field, message }: ParameterProblem, t: Translate): string {
  const sentence = sentences.find(([pattern]) => pattern.test(message));
  const detail = sentence?.[0].exec(message)?.[1] ?? '';
  const fragment = sentence
    ? t(sentence[1], { detail })
    : t('reason.refused', { reason: `${field} ${message}`.trim() });
  const line = /^line (\d+)/.exec(field)?.[1];
  if (line) return `${t('reason.at.line', { n: line })}: ${fragment}`;
  const [first = '', ...rest] = field.split('.');
  const key = places[first];
  if (!key) return fragment;
  const number = rest.find((part) => /^\d+$/.test(part));
  return `${t(key, { n: number === undefined ? '' : Number(number) + 1 }).trim()}: ${fragment}`;
}
