import { InvalidParametersError } from '../query/errors.ts';

/**
 * The tokens a statement may have, each as ClickHouse reads it. What is not among them is refused: comments, several
 * statements, escapes in texts, parameters, and letters beyond ASCII outside of quotes.
 */
const token = new RegExp(
  [
    /(?<blank>[ \t\r\n]+)/,
    /(?<text>'(?:[^'\\\p{Cc}]|'')*')/u,
    /(?<quoted>"[^"\\`\p{Cc}]+"|`[^`\\"\p{Cc}]+`)/u,
    /(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z0-9_.]))/,
    /(?<word>[A-Za-z_][A-Za-z0-9_]*)/,
    /(?<comment>--|\/\*|#)/,
    /(?<mark>->|::|<=|>=|!=|<>|==|\|\||[()[\],.+\-*/%=<>?:])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'uy',
);

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

export interface CheckedText {
  /** As it was sent, without blanks around it and a semicolon at its end. */
  readonly text: string;
  /** What stands before `AS (SELECT`: the names of its own common table expressions are among them. */
  readonly named: readonly string[];
}

/** Throws InvalidParametersError that says where `sql` has something that it may not have. */
export function checkText(sql: string): CheckedText {
  const text = sql.trim().replace(/\s*;$/, '');
  if (!/^(select|with)\b/i.test(text)) throw refused('must be one SELECT');
  const words: string[] = [];
  const open: string[] = [];
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const groups = token.exec(text)?.groups;
    if (!groups) throw refused(`must not have ${JSON.stringify(text[at])} ${placeOf(text, at)}`);
    if (groups.comment !== undefined) throw refused(`must not have a comment ${placeOf(text, at)}`);
    if (groups.blank !== undefined) continue;
    const mark = groups.mark ?? '';
    if (mark === '(' || mark === '[') open.push(mark);
    if (opening[mark] !== undefined && open.pop() !== opening[mark])
      throw refused(`closes what it did not open ${placeOf(text, at)}`);
    words.push(groups.quoted?.slice(1, -1) ?? groups.text ?? groups.word ?? groups.number ?? mark);
  }
  if (open.length > 0) throw refused(`does not close its last ${open.at(-1)}`);
  return { text, named: namedIn(words) };
}

function namedIn(words: readonly string[]): string[] {
  const is = (index: number, ...expected: string[]) => expected.includes(words[index]?.toLowerCase() ?? '');
  return words.filter(
    (_name, index) => is(index + 1, 'as') && is(index + 2, '(') && is(index + 3, 'select', 'with', '('),
  );
}

function placeOf(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `(line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1})`;
}

/** What is wrong with the statement that was sent. */
export function refused(message: string): InvalidParametersError {
  return new InvalidParametersError([{ field: 'sql', message }]);
}
