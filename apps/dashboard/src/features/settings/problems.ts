import type { ParameterProblem } from '@gatrix/analytics-protocol/insights';
import { ApiError } from '../../api/http.ts';
import type { Translate } from '../../ui/i18n/locale.ts';
import type { ManageKey } from '../../ui/i18n/manage/en.ts';
import type { ManageTranslate } from '../../ui/i18n/manage-texts.ts';
import type { Field } from './fields.tsx';

/** What the server says of a field, by how its sentences read, and how the page says it. */
const sentences: readonly (readonly [RegExp, ManageKey])[] = [
  [/https?:\/\//, 'problem.url'],
  [/time zone|timezone/i, 'problem.timezone'],
  [/email/i, 'problem.email'],
  [/at least 8 characters/, 'problem.password'],
  [/at least 16 characters/, 'problem.secret'],
  [/must not be empty|is required/, 'problem.required'],
  [/at most \d+ characters/, 'problem.tooLong'],
  [/must be (at least|at most|greater than|less than) -?\d/, 'problem.range'],
  [/must be a (whole )?number/, 'problem.number'],
  [/is not a channel/, 'problem.channel'],
  [/is not a (board|saved report)/, 'problem.source'],
  [/is a signal/, 'problem.signal'],
  [/owns the project/, 'problem.owner'],
  [/is not the name/, 'project.notTheName'],
  [/must be an origin/, 'problem.domain'],
  [/name of another account/, 'problem.nameTaken'],
  [/not the password of this account/, 'problem.oldPassword'],
  [/name of another gauge/, 'problem.gaugeName'],
  [/lower|begin with a letter|letters, digits/i, 'problem.letters'],
  [
    /there is none of the report|none of its figures|must be .*(figure|conversion|period:|letter|one of)/,
    'problem.figure',
  ],
  [/interval|retention by|taken by/, 'problem.interval'],
  [/must be an instant|must be after/, 'problem.moment'],
];

export interface Problems {
  /** By the name of the form's field. */
  readonly ofFields: Readonly<Record<string, string>>;
  /** What belongs to no field of the form. */
  readonly others: readonly string[];
}

/** What a server refused, placed at the fields of a form and in the reader's language. */
export function placedProblems(
  error: unknown,
  fields: readonly Field[],
  t: Translate,
  m: ManageTranslate,
): Problems {
  const details = error instanceof ApiError && error.code === 'invalid_parameters' ? error.details : [];
  const ofFields: Record<string, string> = {};
  const others: string[] = [];
  for (const detail of details) {
    const owner = fieldOf(detail, fields);
    const sentence = sentenceOf(detail.message, m);
    if (owner) ofFields[owner.name] ??= sentence;
    else others.push(`${detail.field} ${sentence}`.trim());
  }
  return { ofFields, others: details.length > 0 ? others : [reasonOf(error, t, m)] };
}

function fieldOf({ field: path }: ParameterProblem, fields: readonly Field[]): Field | undefined {
  return fields.find(({ name, at = [name] }) =>
    at.some((place) => path === place || path.startsWith(`${place}.`)),
  );
}

function sentenceOf(message: string, m: ManageTranslate): string {
  const match = sentences.find(([pattern]) => pattern.test(message));
  return match ? m(match[1]) : m('problem.refused', { reason: message });
}

/** Why something could not be done, in the reader's language where it is known. */
export function reasonOf(error: unknown, t: Translate, m: ManageTranslate): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  switch (error.code) {
    case 'unreachable':
      return t('state.unreachable');
    case 'forbidden':
      return m('problem.forbidden');
    case 'not_found':
      return m('problem.gone');
    case 'too_many_requests':
      return m('problem.tooMany');
    case 'unavailable':
      return m('problem.unavailable');
    case 'in_use':
      return error.details.length > 0 ? m('problem.inUse', { by: usersIn(error) }) : m('problem.onItsWay');
    case 'invalid_parameters':
      return error.details.map(({ message }) => sentenceOf(message, m)).join(' ') || error.message;
    default:
      return m('problem.refused', { reason: error.message });
  }
}

/** The names of what uses the thing, out of `<name> uses it`. */
function usersIn({ details }: ApiError): string {
  return details.map(({ message }) => message.replace(/ uses it$/, '')).join(', ');
}
