export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'symbol';
  /** As written; for `word` in upper case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around it. */
  readonly depth: number;
}

const word = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}[\p{L}\p{N}_.]*/uy;
const heredoc = /\$(\w*)\$/y;
const skipped = /\s+|--[^\n]*|#[!\x20][^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;

/** The tokens of a statement, lazily, so that a long body behind `FORMAT` or `VALUES` is never read. */
export function* tokenize(sql: string): Generator<Token, void, undefined> {
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    const blank = match(skipped, sql, at);
    if (blank) {
      at += blank.length;
      continue;
    }
    const end = endOfToken(sql, at);
    const char = sql.charAt(at);
    if (char === ')' || char === ']' || char === '}') depth -= 1;
    yield { ...describe(sql.slice(at, end)), start: at, end, depth };
    if (char === '(' || char === '[' || char === '{') depth += 1;
    at = end;
  }
}

function describe(text: string): Pick<Token, 'kind' | 'text'> {
  const first = text.charAt(0);
  if (first === "'" || (first === '$' && text.length > 1 && text.endsWith('$')))
    return { kind: 'string', text };
  if (first === '`' || first === '"') return { kind: 'quoted', text };
  if (match(word, text, 0)) return { kind: 'word', text: text.toUpperCase() };
  return { kind: 'symbol', text };
}

function endOfToken(sql: string, at: number): number {
  const char = sql.charAt(at);
  if (char === "'" || char === '"' || char === '`') return endOfQuoted(sql, at, char);
  if (char === '$') {
    const mark = match(heredoc, sql, at);
    const close = mark === undefined ? -1 : sql.indexOf(mark, at + mark.length);
    if (mark !== undefined && close >= 0) return close + mark.length;
  }
  return at + (match(word, sql, at)?.length ?? 1);
}

/** A quote inside is doubled or follows a backslash. */
function endOfQuoted(sql: string, start: number, quote: string): number {
  for (let at = start + 1; at < sql.length; at += 1) {
    const char = sql.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) {
      if (sql.charAt(at + 1) !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
